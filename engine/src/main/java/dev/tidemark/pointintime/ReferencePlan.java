package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.try_add;
import static org.apache.spark.sql.functions.try_subtract;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.schema.Columns;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The point-in-time join as the rule book tells it: join each spine row with all rows of its entity that are visible
 * and young enough at its instant, rank them, keep the first. This is the definition that faster plans are held
 * against.
 */
final class ReferencePlan {
    /*
     * Instants are counted in microseconds, as longs, so that no time zone can bend them. A sum or difference that
     * leaves the longs is null (try_add, try_subtract), and a comparison with null matches nothing: an event whose
     * visibility begins after the end of time is never visible, and one that is older than a long can tell is older
     * than any TTL.
     *
     * The columns of the plan cannot meet a feature's or a spine's name, because those carry a prefix here.
     */
    static final String CHOSEN_FOR = "chosen_for";
    private static final String INSTANT = "instant";
    private static final String EVENT = "event";
    private static final String CREATED = "created";
    private static final String RANK = "rank";

    private final JoinedGroup joined;
    private final String timestampColumn;
    private final Knowledge knowledge;

    ReferencePlan(JoinedGroup joined, String timestampColumn, Knowledge knowledge) {
        this.joined = joined;
        this.timestampColumn = timestampColumn;
        this.knowledge = knowledge;
    }

    /**
     * One row per spine row that finds one: {@link #CHOSEN_FOR} and the features, each as {@link #value}.
     *
     * @param rowId the column that numbers the spine's rows
     */
    Dataset<Row> choose(Dataset<Row> numberedSpine, String rowId, ScanBounds bounds) {
        Column matches = visible().and(youngEnough());
        for (String key : joined.columnsByKey().keySet()) {
            // Equality is never true of a null: a null key matches nothing.
            matches = matches.and(col(spineKey(key)).equalTo(col(featureKey(key))));
        }
        WindowSpec newestFirst = Window.partitionBy(CHOSEN_FOR)
                .orderBy(col(EVENT).desc(), col(CREATED).desc(), totalOrder().desc());
        List<Column> output = new ArrayList<>();
        output.add(col(CHOSEN_FOR));
        joined.features().forEach(feature -> output.add(col(value(feature))));
        return spine(numberedSpine, rowId)
                .join(features(bounds), matches)
                .withColumn(RANK, row_number().over(newestFirst))
                .where(col(RANK).equalTo(lit(1)))
                .select(output.toArray(Column[]::new));
    }

    private Dataset<Row> spine(Dataset<Row> numberedSpine, String rowId) {
        List<Column> columns = new ArrayList<>();
        columns.add(col(rowId).as(CHOSEN_FOR));
        columns.add(unix_micros(Columns.named(timestampColumn)).as(INSTANT));
        for (Map.Entry<String, String> key : joined.columnsByKey().entrySet()) {
            columns.add(Columns.named(key.getValue()).as(spineKey(key.getKey())));
        }
        return numberedSpine.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> features(ScanBounds bounds) {
        List<Column> columns = new ArrayList<>();
        joined.columnsByKey().keySet().forEach(key -> columns.add(col(key).as(featureKey(key))));
        columns.add(unix_micros(col(FeatureSchema.EVENT_TIMESTAMP)).as(EVENT));
        columns.add(unix_micros(col(FeatureSchema.CREATED_AT)).as(CREATED));
        Set<String> read = new LinkedHashSet<>(joined.features());
        read.addAll(TieColumns.deciding(joined));
        read.forEach(feature -> columns.add(col(feature).as(value(feature))));
        return bounds.apply(joined.rows()).select(columns.toArray(Column[]::new));
    }

    /** From its event time plus the delay on, and where the knowledge asks for it, not before it was written. */
    private Column visible() {
        long delay = Microseconds.of(joined.group().availabilityDelay());
        Column onTime = try_add(col(EVENT), lit(delay)).leq(col(INSTANT));
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> onTime;
            case Knowledge.AsKnown asKnown -> onTime.and(col(CREATED).leq(col(INSTANT)));
            case Knowledge.AsOf(Instant instant) -> onTime.and(col(CREATED).leq(lit(Microseconds.of(instant))));
        };
    }

    /** Exactly as old as the TTL still counts. */
    private Column youngEnough() {
        long ttl = joined.group().timeToLive().microseconds();
        return ttl == Long.MAX_VALUE
                ? lit(true)
                : try_subtract(col(INSTANT), col(EVENT)).leq(lit(ttl));
    }

    /**
     * The last word among rows that agree in both times: the values of all features, whichever are asked for, nulls
     * last.
     */
    private Column totalOrder() {
        return struct(TieColumns.deciding(joined).stream()
                .flatMap(
                        feature -> TieColumns.of(
                                col(value(feature)),
                                TieColumns.type(joined, feature),
                                value(feature),
                                "zero__" + feature)
                                .stream())
                .toArray(Column[]::new));
    }

    /** The plan's column of a feature. */
    static String value(String feature) {
        return "value__" + feature;
    }

    private static String spineKey(String key) {
        return "spine__" + key;
    }

    private static String featureKey(String key) {
        return "key__" + key;
    }
}
