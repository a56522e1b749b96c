package dev.tidemark.demo;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;

/** The demo's entities and the source of its events. */
final class Entities {
    static final Entity USER = Entity.of("user", "A person who pays", "user_id", ScalarType.INT64);

    static final Entity MERCHANT = Entity.of("merchant", "A shop that takes payments", "merchant_id", ScalarType.INT64);

    static final Entity USER_AT_MERCHANT = Entity.composite(
            "user_at_merchant",
            "A person as a customer of one shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("merchant_id", ScalarType.INT64));

    static final DataSource TRANSACTIONS =
            DataSource.table("demo.transactions").timestamp("event_timestamp").created("created_at");

    private Entities() {}
}
