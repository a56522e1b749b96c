package dev.tidemark.materialize;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestMaterializationPlanner {
    private static final String NOW = "2026-03-01T12:00:00Z";
    private static final Duration DAY = Duration.ofDays(1);

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    private Materializer materializer;
    private FeatureGroup group;

    @BeforeEach
    void open() {
        materializer = new Materializer(folder, NOW);
        String events = folder.resolve("events").toString();
        group = FeatureGroups.ofUsers("chunk_clicks")
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
        materializer.close();
    }

    @Test
    void theFirstRunGoesFromTheSourcesFirstDayToNowWithoutEmptyChunks() {
        assertThat(materializer.plan(group, null, null, DAY).chunks())
                .containsExactly(
                        range("2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z"), range("2026-02-03T00:00:00Z", NOW));
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneEnded() {
        materializer.run(group, null, "2026-02-28T00:00:00Z");

        assertThat(materializer.plan(group).chunks()).containsExactly(range("2026-02-28T00:00:00Z", NOW));
    }

    @Test
    void anEventThatWasWrittenAfterItsDayWasComputedIsComputedAgainForAsLongAsItCounts() {
        materializer.run(group, null, "2026-02-28T00:00:00Z");
        event("2026-02-10T07:00:00Z", "2026-03-01T12:30:00Z");
        materializer.at("2026-03-02T00:00:00Z");

        assertThat(materializer.plan(group).chunks())
                .containsExactly(
                        new TimeRange(
                                Instant.parse("2026-02-10T07:00:00Z"), Instant.parse("2026-02-10T08:00:00.000001Z")),
                        range("2026-02-28T00:00:00Z", "2026-03-02T00:00:00Z"));
    }

    @Test
    void whatIsComputedUpToNowHasNothingLeft() {
        materializer.run(group);

        assertThat(materializer.plan(group).isEmpty()).isTrue();
    }

    @Test
    void aStartLongBeforeTheFirstEventMakesNoMoreChunks() {
        assertThat(materializer
                        .plan(group, "1970-01-01T00:00:00Z", null, MaterializationPlanner.STEP)
                        .chunks())
                .containsExactly(range("1970-01-01T00:00:00Z", NOW));
        assertThat(materializer.plan(group, "1970-01-01T00:00:00Z", null, DAY).chunks())
                .containsExactly(
                        range("1970-01-01T00:00:00Z", "2026-02-03T00:00:00Z"), range("2026-02-03T00:00:00Z", NOW));
    }

    @Test
    void anEventWithAWrongYearMakesOneChunkAndNotThousands() {
        event("0001-01-01T00:00:00Z", "2026-02-01T10:00:00Z");

        ChunkPlan plan = materializer.run(group);

        assertThat(plan.chunks()).hasSize(2);
        assertThat(plan.chunks().getFirst().start()).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
        materializer.assertComplete(group);
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsRefused() {
        assertThatThrownBy(() -> materializer.plan(group, NOW, "2026-02-01T00:00:00Z", DAY))
                .hasMessage("The range of 'chunk_clicks' ends at 2026-02-01T00:00:00Z, which is not after its start"
                        + " 2026-03-01T12:00:00Z");
    }

    private void event(String time, String created) {
        spark.sql("SELECT 1L AS user_id, timestamp'%s' AS event_timestamp, timestamp'%s' AS created_at"
                        .formatted(time, created))
                .write()
                .mode("append")
                .parquet(folder.resolve("events").toString());
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
