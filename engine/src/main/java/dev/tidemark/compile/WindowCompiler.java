package dev.tidemark.compile;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import java.util.Arrays;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compiles declared windows: the events of an entity come together on one partition in time order, and a timeline slides all
 * windows of the group over them in one pass.
 */
final class WindowCompiler {
    private final SparkSession spark;
    private final FeatureGroup group;
    private final Computation.Windows windows;

    WindowCompiler(SparkSession spark, FeatureGroup group, Computation.Windows windows) {
        this.spark = spark;
        this.group = group;
        this.windows = windows;
    }

    Dataset<Row> compile(TimeRange range) {
        DataSource source = group.sources().getFirst();
        SourceReader reader = new SourceReader(spark, group);
        CompiledWindows compiled = new CompiledWindows(
                group, reader.read(source, null, range.end()).schema());
        WindowProgram program = WindowProgram.of(compiled.features(), windows.emission(), range);
        Dataset<Row> rows = reader.read(source, Microseconds.toInstant(program.firstEvent()), range.end());
        Dataset<Row> events = together(compiled.events(rows));
        EventLayout layout = compiled.layout();
        MapPartitionsFunction<Row, Row> slide = partition -> new WindowedRows(partition, layout, program);
        return compiled.output(events.mapPartitions(slide, Encoders.row(compiled.carriedSchema())));
    }

    /** By entity, in an order that leaves nothing to chance. */
    private Dataset<Row> together(Dataset<Row> rows) {
        Dataset<Row> events = rows;
        for (String key : group.entity().joinKeyNames()) {
            events = events.where(col(key).isNotNull());
        }
        Column[] keys = group.entity().joinKeyNames().stream()
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
        Column[] order = Arrays.stream(events.columns())
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new);
        return events.repartition(keys).sortWithinPartitions(order);
    }
}
