package dev.tidemark.compile.label;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_add;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.pointintime.row.VisibilityRules;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.Microseconds;
import dev.tidemark.window.WindowProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** The events of a group that labels may see, each with the first instant whose labels see it. */
final class VisibleEvents {
    private static final String VISIBLE = "event__visible";
    private static final String FIRST = "event__first";

    private final SourceEvents source;
    private final WindowProgram program;
    private final VisibilityRules rules;

    VisibleEvents(SourceEvents source, VisibilityRules rules) {
        this.source = source;
        this.program = source.program();
        this.rules = rules;
    }

    /**
     * Returns the parts of the events, then the instants from which they are visible.
     *
     * @param keys the types of the labels' join keys
     * @param first the instant of the first label, in microseconds
     * @param last that of the last one
     */
    Dataset<Row> of(List<DataType> keys, long first, long last) {
        Instant from = earliest(first);
        Instant until = Microseconds.toInstant(last).plusNanos(1_000);
        Dataset<Row> events = visible(source.reading().between(from, until), keys, last);
        return from == null || rules.timeToLive() != Long.MAX_VALUE
                ? events
                : events.unionByName(firsts(visible(source.reading().between(null, from), keys, last)));
    }

    private Dataset<Row> visible(Dataset<Row> rows, List<DataType> keys, long last) {
        Dataset<Row> events = source.windows().events(rows);
        List<StructField> fields = Arrays.asList(events.schema().fields());
        for (int key = 0; key < keys.size(); key++) {
            StructField field = fields.get(key);
            events =
                    events.where(col(field.name()).isNotNull()).withColumn(field.name(), widened(field, keys.get(key)));
        }
        if (rules.knownUntil() != Long.MAX_VALUE) {
            events = events.where(col(CompiledWindows.CREATED).leq(lit(rules.knownUntil())));
        }
        return events.withColumn(VISIBLE, visible()).where(col(VISIBLE).leq(lit(last)));
    }

    /** Whole numbers of different width are compared as the wider ones. */
    private static Column widened(StructField field, DataType label) {
        boolean isSame = label.equals(field.dataType()) || label.equals(DataTypes.TimestampType);
        return isSame
                ? Columns.named(field.name())
                : Columns.named(field.name()).cast(DataTypes.LongType);
    }

    /** The first instant whose labels see an event; null for an event that becomes visible after the end of time. */
    private Column visible() {
        Column row = program.step() == 0
                ? col(CompiledWindows.TIME)
                : expr("%s + pmod(-%s, %dL)".formatted(CompiledWindows.TIME, CompiledWindows.TIME, program.step()));
        Column onTime = try_add(row, lit(rules.delay()));
        return rules.asKnown() ? greatest(onTime, col(CompiledWindows.CREATED)) : onTime;
    }

    /**
     * Returns the first event time that can matter at the first label. With a time to live it is that of an event whose
     * leaving is a row that is young enough there, less the windows of that row. Without one it is that of the windows;
     * an older event only says that its entity has a row. Null for all of the past.
     */
    private @Nullable Instant earliest(long first) {
        boolean isUnlimited = rules.timeToLive() == Long.MAX_VALUE;
        if (isUnlimited && program.cadence() == WindowProgram.Cadence.ON_EVENT) {
            return null; // The values are those of the last event, whatever its age.
        }
        long reach = plus(plus(isUnlimited ? 0 : rules.timeToLive(), rules.delay()), program.reach());
        return first < Long.MIN_VALUE + reach ? null : Microseconds.toInstant(first - reach);
    }

    private static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /** Keeps one of each entity's events that are in no window: the one that is visible first. */
    private static Dataset<Row> firsts(Dataset<Row> older) {
        List<StructField> fields = Arrays.asList(older.schema().fields());
        int time = Arrays.asList(older.columns()).indexOf(CompiledWindows.TIME);
        Column[] keys = fields.subList(0, time).stream()
                .map(field -> Columns.named(field.name()))
                .toArray(Column[]::new);
        Column order = struct(col(VISIBLE), col(CompiledWindows.TIME), col(CompiledWindows.CREATED));
        List<Column> columns = new ArrayList<>(Arrays.asList(keys));
        for (StructField field : fields.subList(time, fields.size())) {
            columns.add(valueOf(field).as(field.name()));
        }
        return older.groupBy(keys).agg(min(order).as(FIRST)).select(columns.toArray(Column[]::new));
    }

    private static Column valueOf(StructField field) {
        return switch (field.name()) {
            case VISIBLE, CompiledWindows.TIME, CompiledWindows.CREATED ->
                col(FIRST).getField(field.name());
            default ->
                field.dataType().equals(DataTypes.BooleanType) && field.name().startsWith("filter__")
                        ? lit(false)
                        : lit(null).cast(field.dataType());
        };
    }
}
