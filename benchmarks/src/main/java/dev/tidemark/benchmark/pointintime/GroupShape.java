package dev.tidemark.benchmark.pointintime;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.ScalarType;
import java.time.Duration;

/**
 * A group of a load.
 *
 * @param ttlDays how old a value may be, 0 for any age
 */
record GroupShape(String name, long rows, int features, int ttlDays) {
    static final String KEY = "user_id";
    private static final Entity USER = Entity.of("user", "Whom the features describe", KEY, ScalarType.INT64);

    String feature(int position) {
        return "%s_f%d".formatted(name, position);
    }

    /** Of ten features, six are measured numbers, two are longs, two are ints. */
    static ScalarType type(int position) {
        return switch (position % 5) {
            case 3 -> ScalarType.INT64;
            case 4 -> ScalarType.INT32;
            default -> ScalarType.FLOAT64;
        };
    }

    FeatureGroup definition() {
        FeatureGroupBuilder builder = FeatureGroup.named(name)
                .describedAs("A generated group")
                .ownedBy("benchmarks")
                .entity(USER)
                .source(DataSource.table(name).timestamp("event_timestamp"))
                .sql("SELECT * FROM " + name);
        for (int position = 0; position < features; position++) {
            builder = builder.feature(feature(position), type(position), "A generated feature");
        }
        return ttlDays == 0
                ? builder.build()
                : builder.timeToLive(Duration.ofDays(ttlDays)).build();
    }
}
