package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The part of a group's history that can matter to a spine. As conditions on single columns with typed literals they
 * reach the Iceberg scan, which leaves out whole days and files.
 *
 * @param earliest first event time that can be young enough, null where there is no TTL
 * @param latest last event time that can be visible
 * @param createdUntil last created time that may be known, null where all are
 */
public record ScanBounds(
        @Nullable Instant earliest,
        Instant latest,
        @Nullable Instant createdUntil) {

    /**
     * The bounds for a group.
     *
     * @param first the least spine instant in microseconds
     * @param last the greatest
     */
    static ScanBounds of(FeatureGroup group, Knowledge knowledge, long first, long last) {
        long ttl = group.timeToLive().microseconds();
        long delay = Microseconds.of(group.availabilityDelay());
        return new ScanBounds(
                ttl == Long.MAX_VALUE ? null : Microseconds.toInstant(minus(first, ttl)),
                Microseconds.toInstant(minus(last, delay)),
                switch (knowledge) {
                    case Knowledge.EventTime eventTime -> null;
                    case Knowledge.AsKnown asKnown -> Microseconds.toInstant(last);
                    case Knowledge.AsOf(Instant instant) -> instant;
                });
    }

    /** A difference that stops at the first instant a long can count. */
    private static long minus(long instant, long duration) {
        return instant < Long.MIN_VALUE + duration ? Long.MIN_VALUE : instant - duration;
    }

    Dataset<Row> apply(Dataset<Row> rows) {
        Column condition = col(FeatureSchema.EVENT_TIMESTAMP).leq(lit(latest));
        if (earliest != null) {
            condition = condition.and(col(FeatureSchema.EVENT_TIMESTAMP).geq(lit(earliest)));
        }
        if (createdUntil != null) {
            condition = condition.and(col(FeatureSchema.CREATED_AT).leq(lit(createdUntil)));
        }
        return rows.where(condition);
    }
}
