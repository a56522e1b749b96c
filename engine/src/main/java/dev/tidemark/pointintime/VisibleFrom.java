package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_add;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import org.apache.spark.sql.Column;

/** The first instant at which a group's row counts, in microseconds; null for a row that never does. */
final class VisibleFrom {
    private VisibleFrom() {}

    static Column of(JoinedGroup group, Knowledge knowledge) {
        Column onTime = try_add(
                unix_micros(col(FeatureSchema.EVENT_TIMESTAMP)),
                lit(Microseconds.of(group.group().availabilityDelay())));
        Column created = unix_micros(col(FeatureSchema.CREATED_AT));
        return switch (knowledge) {
            case Knowledge.EventTime eventTime -> onTime;
            case Knowledge.AsKnown asKnown ->
                when(onTime.isNotNull().and(created.isNotNull()), greatest(onTime, created));
            case Knowledge.AsOf(Instant instant) -> when(created.leq(lit(Microseconds.of(instant))), onTime);
        };
    }
}
