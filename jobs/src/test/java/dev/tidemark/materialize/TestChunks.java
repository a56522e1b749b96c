package dev.tidemark.materialize;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.registry.LocalMetadata;
import dev.tidemark.registry.MetadataDatabase;
import dev.tidemark.registry.Run;
import dev.tidemark.registry.RunHistory;
import dev.tidemark.registry.RunKind;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestChunks {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private RunHistory history;
    private Chunks chunks;
    private FeatureGroup group;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        history = new RunHistory(database, InstantSource.fixed(NOW), Duration.ofSeconds(30));
        chunks = new Chunks(history, new SourceSpan(spark), InstantSource.fixed(NOW));
        String events = folder.resolve("events").toString();
        group = FeatureGroup.named("clicks")
                .describedAs("Clicks")
                .ownedBy("tests")
                .entity(Entity.of("user", "A user", "user_id", ScalarType.INT64))
                .source(DataSource.parquet("clicks", events)
                        .timestamp("event_timestamp")
                        .created("created_at"))
                .feature("clicks_1h", "Clicks", count().over("1h"))
                .build();
        event("2026-02-01T10:00:00Z", "2026-02-01T10:00:00Z");
        event("2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theFirstRunGoesFromTheSourcesFirstDayToNowWithoutEmptyChunks() {
        assertThat(chunks.plan(group, null, null, DAY).orElseThrow())
                .containsExactly(
                        range("2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"),
                        range("2026-02-02T00:00:00Z", "2026-02-03T00:00:00Z"),
                        new TimeRange(Instant.parse("2026-02-03T00:00:00Z"), NOW));
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneEnded() {
        succeeded(range("2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"));

        assertThat(chunks.plan(group, null, null, Duration.ofDays(30)).orElseThrow())
                .containsExactly(new TimeRange(Instant.parse("2026-02-28T00:00:00Z"), NOW));
    }

    @Test
    void anEventThatWasWrittenAfterItsDayWasComputedIsComputedAgain() {
        succeeded(range("2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"));
        event("2026-02-10T07:00:00Z", "2026-03-01T12:30:00Z");

        assertThat(chunks.plan(group, null, Instant.parse("2026-03-02T00:00:00Z"), Duration.ofDays(30))
                        .orElseThrow())
                .containsExactly(range("2026-02-10T07:00:00Z", "2026-03-02T00:00:00Z"));
    }

    @Test
    void whatIsComputedUpToNowHasNothingLeft() {
        succeeded(new TimeRange(Instant.parse("2026-02-01T00:00:00Z"), NOW));

        assertThat(chunks.plan(group, null, null, DAY)).isEmpty();
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsRefused() {
        assertThatThrownBy(() -> chunks.plan(group, NOW, Instant.parse("2026-02-01T00:00:00Z"), DAY))
                .hasMessage("The range of 'clicks' ends at 2026-02-01T00:00:00Z, which is not after its start"
                        + " 2026-03-01T12:00:00Z");
    }

    private void event(String time, String created) {
        spark.sql("SELECT 1L AS user_id, timestamp'%s' AS event_timestamp, timestamp'%s' AS created_at"
                        .formatted(time, created))
                .write()
                .mode("append")
                .parquet(folder.resolve("events").toString());
    }

    private void succeeded(TimeRange range) {
        Run run = history.start(RunKind.MATERIALIZE, group.name(), range);
        history.succeed(run, 1, null);
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
