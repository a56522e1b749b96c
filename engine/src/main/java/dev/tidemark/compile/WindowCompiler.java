package dev.tidemark.compile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.slide.EventForm;
import dev.tidemark.compile.slide.SlidePlan;
import dev.tidemark.compile.slide.SlideSpec;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.WindowProgram;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Compiles declared windows. The events of an entity are brought to one partition in time order, and a timeline slides
 * all windows of the group over them in one pass.
 */
final class WindowCompiler {
    private final SparkSession spark;
    private final FeatureGroup group;
    private final Computation.Windows windows;
    private final WindowProgram.Ahead ahead;

    WindowCompiler(SparkSession spark, FeatureGroup group, Computation.Windows windows, WindowProgram.Ahead ahead) {
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
        WindowProgram program =
                WindowProgram.of(compiled.features(), windows.emission(), range).with(ahead);
        Dataset<Row> rows = reader.read(source, Microseconds.toInstant(program.firstEvent()), range.end());
        Dataset<Row> events = ofEntities(compiled.events(rows));
        if (program.isShort()) {
            Dataset<Row> decisive = rows.where(decides(Columns.named(source.timestampField()), program));
            events = ofEntitiesIn(ofEntities(compiled.events(decisive)), events);
        }
        SlideSpec spec =
                new SlideSpec(form(compiled.layout(), events), program, compiled.refusals(), FewTasks.of(events));
        return compiled.output(SlidePlan.over(events, spec, compiled.rowSchema()));
    }

    private static EventForm form(EventLayout layout, Dataset<Row> events) {
        return new EventForm(
                layout.keys(),
                layout.inputs(),
                layout.filters(),
                layout.named(),
                Arrays.stream(events.schema().fields())
                        .map(StructField::dataType)
                        .toList());
    }

    /** True for the events that have a row in the range: at their time, or when they leave a window. */
    private static Column decides(Column time, WindowProgram program) {
        Column decides = lit(false);
        for (long delay : program.delays()) {
            Instant start = Microseconds.toInstant(Math.subtractExact(program.rangeStart(), delay));
            Instant end = Microseconds.toInstant(Math.subtractExact(program.rangeEnd(), delay));
            decides = decides.or(time.geq(lit(start)).and(time.lt(lit(end))));
        }
        return decides;
    }

    /**
     * Keeps the events of entities that have a row in the range: a short range changes few of the entities whose past
     * it reads. Their names are sent to all tasks if they cannot be many.
     */
    private Dataset<Row> ofEntitiesIn(Dataset<Row> decisive, Dataset<Row> events) {
        List<String> keys = group.entity().joinKeyNames();
        Dataset<Row> entities = decisive.select(
                        keys.stream().map(functions::col).toArray(Column[]::new))
                .distinct();
        return events.join(
                FewTasks.of(events) == 0 ? entities : functions.broadcast(entities),
                keys.toArray(String[]::new),
                "left_semi");
    }

    /** Drops events without an entity. */
    private Dataset<Row> ofEntities(Dataset<Row> rows) {
        Dataset<Row> events = rows;
        for (String key : group.entity().joinKeyNames()) {
            events = events.where(col(key).isNotNull());
        }
        return events;
    }
}
