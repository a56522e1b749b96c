package dev.tidemark.registry;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.KafkaTopic;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.TableAppends;
import java.time.Duration;

/** Feature groups of every kind, for tests of what is kept of them. */
public final class DeclaredGroups {
    static final Entity USER = Entity.of("user", "A person who pays", "user_id", ScalarType.INT64);

    private DeclaredGroups() {}

    public static FeatureGroup windows() {
        return FeatureGroup.named("user_windows")
                .describedAs("What a user paid")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.table("demo.transactions")
                        .timestamp("event_timestamp")
                        .created("created_at")
                        .eventId("transaction_id")
                        .streamedFrom(KafkaTopic.named("payments.transactions")))
                .feature("count_1h", "Payments in an hour", Aggregation.count().over("1h"))
                .feature(
                        "sum_24h",
                        ScalarType.FLOAT64,
                        "Paid in a day",
                        Aggregation.sum("amount").over("24h").where("amount > 0"))
                .feature(
                        "last_shops",
                        FeatureType.listOf(ScalarType.STRING),
                        "Shops of the last",
                        Aggregation.last("shops").over("7d"))
                .emit(Emission.every(Duration.ofHours(1)))
                .timeToLive(Duration.ofDays(1))
                .availabilityDelay(Duration.ofMinutes(5))
                .online()
                .schedule("0 15 * * * ?")
                .tag("domain", "fraud")
                .tag("a", "b")
                .build();
    }

    public static FeatureGroup followingItsTable() {
        return visits().build();
    }

    static FeatureGroupBuilder visits() {
        return FeatureGroup.named("user_visits")
                .describedAs("Visits of a user")
                .ownedBy("web")
                .entity(USER)
                .source(DataSource.table("web.visits").timestamp("at").streamedFrom(new TableAppends()))
                .feature("visits_1h", "Visits in an hour", Aggregation.count().over("1h"));
    }

    public static FeatureGroupBuilder sql() {
        return FeatureGroup.named("user_sql")
                .describedAs("A statement's \"features\"")
                .ownedBy("payments")
                .entity(Entity.composite(
                        "pair",
                        "A user at a merchant",
                        new JoinKey("user_id", ScalarType.INT64),
                        new JoinKey("merchant", ScalarType.STRING)))
                .source(DataSource.parquet("visits", "/data/visits").timestamp("at"))
                .feature("visits", ScalarType.INT32, "Visits so far")
                .sql("SELECT 1")
                .lookback(Duration.ofDays(3));
    }

    public static FeatureGroup statement() {
        return sql().build();
    }

    public static FeatureGroup javaClass() {
        return FeatureGroup.named("user_java")
                .describedAs("Computed by a class")
                .ownedBy("payments")
                .entity(USER)
                .source(DataSource.csv("logins", "/data/logins.csv").timestamp("at"))
                .feature("is_new", ScalarType.BOOL, "First seen")
                .computedBy("com.example.Logins")
                .build();
    }
}
