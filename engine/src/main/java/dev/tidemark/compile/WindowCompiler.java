package dev.tidemark.compile;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compiles declared windows. The events of an entity are brought to one partition in time order, and a timeline slides
 * all windows of the group over them in one pass.
 */
final class WindowCompiler {
    private final SparkSession spark;
    private final FeatureGroup group;
    private final Computation.Windows windows;
    private final WindowProgram.Ahead ahead;

    WindowCompiler(
            SparkSession spark, FeatureGroup group, Computation.Windows windows, WindowProgram.Ahead ahead) {
        this.spark = spark;
        this.ahead = ahead;
        this.group = group;
        this.windows = windows;
    }

    Dataset<Row> compile(TimeRange range) {
        DataSource source = group.sources().getFirst();
        SourceReader reader = new SourceReader(spark, group);
        CompiledWindows compiled = new CompiledWindows(
                group, reader.read(source, null, range.end()).schema());
        WindowProgram program = WindowProgram.of(compiled.features(), windows.emission(), range).with(ahead);
        Dataset<Row> rows = reader.read(source, Microseconds.toInstant(program.firstEvent()), range.end());
        Dataset<Row> events = together(compiled.events(rows));
        EventLayout layout = compiled.layout();
        RefusalText refusals = compiled.refusals();
        MapPartitionsFunction<Row, Row> slide = partition -> new WindowedRows(partition, layout, program, refusals);
        return compiled.output(events.mapPartitions(slide, Encoders.row(compiled.rowSchema())));
    }

    /** Partitions and sorts by entity and time; the timeline orders the events of one instant. */
    private Dataset<Row> together(Dataset<Row> rows) {
        Dataset<Row> events = rows;
        List<Column> keys = new ArrayList<>();
        for (String key : group.entity().joinKeyNames()) {
            events = events.where(col(key).isNotNull());
            keys.add(col(key));
        }
        List<Column> order = new ArrayList<>(keys);
        order.add(col(CompiledWindows.TIME));
        return events.repartition(keys.toArray(Column[]::new)).sortWithinPartitions(order.toArray(Column[]::new));
    }
}
