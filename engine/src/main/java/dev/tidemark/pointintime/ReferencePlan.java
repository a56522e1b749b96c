package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The point-in-time join as the rule book tells it: join each spine row with all rows of its entity that are visible and
 * young enough at its instant, rank them, keep the first. This is the definition that faster plans are held against.
 */
final class ReferencePlan {
    static final String CHOSEN_FOR = "chosen__for";
    private static final String INSTANT = "spine__micros";
    private static final String EVENT = "feature__event";
    private static final String CREATED = "feature__created";
    private static final String RANK = "feature__rank";

    private final JoinedGroup joined;
    private final String timestampColumn;
    private final Knowledge knowledge;

    ReferencePlan(JoinedGroup joined, String timestampColumn, Knowledge knowledge) {
        this.joined = joined;
        this.timestampColumn = timestampColumn;
        this.knowledge = knowledge;
    }

    /** One row per spine row that finds one: {@link #CHOSEN_FOR} and the features under their full names. */
    Dataset<Row> choose(Dataset<Row> numberedSpine, ScanBounds bounds) {
        Dataset<Row> spine = spine(numberedSpine);
        Dataset<Row> features = features(bounds);
        Column matches = visible().and(youngEnough());
        for (String key : joined.columnsByKey().keySet()) {
            // Equality is never true of a null: a null key matches nothing.
            matches = matches.and(col(spineKey(key)).equalTo(col(featureKey(key))));
        }
        WindowSpec newestFirst = Window.partitionBy(CHOSEN_FOR)
                .orderBy(col(EVENT).desc(), col(CREATED).desc(), totalOrder().desc());
        List<Column> output = new ArrayList<>();
        output.add(col(CHOSEN_FOR));
        joined.features().forEach(feature -> output.add(col(joined.fullName(feature))));
        return spine.join(features, matches)
                .withColumn(RANK, row_number().over(newestFirst))
                .where(col(RANK).equalTo(lit(1)))
                .select(output.toArray(Column[]::new));
    }

    private Dataset<Row> spine(Dataset<Row> numberedSpine) {
        List<Column> columns = new ArrayList<>();
        columns.add(col(NumberedSpine.ROW_ID).as(CHOSEN_FOR));
        columns.add(expr("unix_micros(`%s`)".formatted(timestampColumn)).as(INSTANT));
        for (Map.Entry<String, String> key : joined.columnsByKey().entrySet()) {
            columns.add(numberedSpine.col("`%s`".formatted(key.getValue())).as(spineKey(key.getKey())));
        }
        return numberedSpine.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> features(ScanBounds bounds) {
        List<Column> columns = new ArrayList<>();
        joined.columnsByKey().keySet().forEach(key -> columns.add(col(key).as(featureKey(key))));
        columns.add(
                expr("unix_micros(%s)".formatted(FeatureSchema.EVENT_TIMESTAMP)).as(EVENT));
        columns.add(expr("unix_micros(%s)".formatted(FeatureSchema.CREATED_AT)).as(CREATED));
        joined.features().forEach(feature -> columns.add(col(feature).as(joined.fullName(feature))));
        return bounds.apply(joined.rows()).select(columns.toArray(Column[]::new));
    }

    /** From its event time plus the delay on, and where the knowledge asks for it, not before it was written. */
    private Column visible() {
        long delay = Microseconds.of(joined.group().availabilityDelay());
        Column since = col(EVENT).plus(lit(delay));
        Column onTime = since.leq(col(INSTANT));
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> onTime;
            case Knowledge.AsKnown asKnown -> greatest(since, col(CREATED)).leq(col(INSTANT));
            case Knowledge.AsOf(Instant instant) -> onTime.and(col(CREATED).leq(lit(Microseconds.of(instant))));
        };
    }

    /** Exactly as old as the TTL still counts. */
    private Column youngEnough() {
        long ttl = joined.group().timeToLive().microseconds();
        return ttl == Long.MAX_VALUE
                ? lit(true)
                : expr("try_subtract(%s, %s)".formatted(INSTANT, EVENT)).leq(lit(ttl));
    }

    /** The last word among rows that agree in both times: the features' own values, nulls last. */
    private Column totalOrder() {
        return struct(joined.features().stream()
                .map(joined::fullName)
                .map(org.apache.spark.sql.functions::col)
                .toArray(Column[]::new));
    }

    private static String spineKey(String key) {
        return "spine__" + key;
    }

    private static String featureKey(String key) {
        return "feature__" + key;
    }
}
