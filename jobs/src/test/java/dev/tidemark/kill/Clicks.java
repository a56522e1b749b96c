package dev.tidemark.kill;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A hundred days of events, the group that is computed from them, and what a run that nobody disturbs makes of them.
 */
record Clicks(String events) {
    static final String NAME = "kill_test_clicks";
    static final int USERS = 300;
    private static final int EVENTS = 6_000;
    private static final TimeRange HUNDRED_DAYS =
            new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-04-11T00:00:00Z"));

    /** Writes the events, each created an hour after it happened. */
    static Clicks writeTo(Path folder) {
        String time = "timestamp_micros(unix_micros(timestamp'2026-01-01T00:00:00Z') + id * 1440000000 + %s)";
        String events = folder.resolve("events").toString();
        SharedSpark.session()
                .range(0, EVENTS, 1, 2)
                .selectExpr(
                        "id % " + USERS + " AS user_id",
                        time.formatted("id % 7") + " AS event_timestamp",
                        time.formatted("3600000000") + " AS created_at",
                        "CAST(id % 13 AS DOUBLE) AS amount")
                .write()
                .parquet(events);
        return new Clicks(events);
    }

    FeatureGroup group() {
        return builder().build();
    }

    FeatureGroup group(String cron) {
        return builder().schedule(cron).build();
    }

    private FeatureGroupBuilder builder() {
        return FeatureGroups.ofUsers(NAME)
                .source(DataSource.parquet("clicks", events)
                        .timestamp("event_timestamp")
                        .created("created_at"))
                .feature("clicks_10d", "Clicks of ten days", count().over("10d"))
                .feature(
                        "amount_20d",
                        ScalarType.FLOAT64,
                        "Money of twenty days",
                        sum("amount").over("20d"))
                .emit(Emission.onEvent())
                .online();
    }

    /** Makes sure that a table holds what one undisturbed run over all events writes. */
    void assertComplete(Dataset<Row> actual) {
        SparkSession spark = SharedSpark.session();
        OfflineStore tables = materialize(spark);
        List<String> expected = texts(tables.read(group()));

        assertThat(expected).hasSize(EVENTS);
        assertThat(texts(actual)).isEqualTo(expected);
        spark.sql("DROP TABLE " + tables.tableName(group()));
    }

    /** One run over all events that nobody disturbs, into the catalog of a session. */
    OfflineStore materialize(SparkSession spark) {
        OfflineStore tables = new OfflineStore(spark, "features");
        new Materialization(new FeatureCompiler(spark), tables).run(group(), HUNDRED_DAYS);
        return tables;
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }
}
