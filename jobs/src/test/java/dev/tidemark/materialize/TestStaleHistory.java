package dev.tidemark.materialize;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.run.RecomputeEstimate;
import dev.tidemark.run.StoppedException;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Manifest;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetBuilder;
import dev.tidemark.training.TrainingSetResult;
import dev.tidemark.training.history.NeverComputed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A changed definition computes what is new; what an earlier one has computed stays, is said, and is replaced when it
 * is asked for.
 */
final class TestStaleHistory {
    private static final Duration TEN_DAYS = Duration.ofDays(10);
    private static final Instant CHANGED = Instant.parse("2026-03-10T00:00:00Z");

    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path folder;

    private Materializer materializer;

    @BeforeEach
    void open() {
        materializer = new Materializer(folder, "2026-03-10T00:00:00Z");
        events("events", "2026-02-01T10:00:00Z", "2026-02-12T10:00:00Z", "2026-02-25T10:00:00Z");
    }

    @AfterEach
    void close() {
        materializer.close();
    }

    @Test
    void aChangedWindowIsComputedFromNowOnAndItsHistoryWhenItIsAskedFor() {
        FeatureGroup before = clicks("1h");
        FeatureGroup after = clicks("30d");
        computeAndApply(before, after);
        assertThat(materializer.staleness(after).before()).contains(CHANGED);

        ChunkPlan scheduled = materializer.run(after);
        assertThat(scheduled.chunks()).containsExactly(range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
        Staleness left = materializer.staleness(after);
        assertThat(left.before()).contains(CHANGED);
        assertThat(left.changedFeatures()).containsExactly("n");
        assertThat(left.versions()).containsExactly(1);
        assertThat(materializer.staleGroups()).containsOnlyKeys("stale_clicks");

        materializer.run(after, materializer.planRecompute(after, MaterializationPlanner.STEP), Integer.MAX_VALUE);

        materializer.assertComplete(after);
        assertThat(materializer.staleness(after).isEmpty()).isTrue();
        assertThat(materializer.staleGroups()).isEmpty();
        assertThat(materializer
                        .planRecompute(after, MaterializationPlanner.STEP)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aRecomputationGoesOnWhereItWasStopped() {
        FeatureGroup after = clicks("30d");
        computeAndApply(clicks("1h"), after);

        stopAfterOneChunk(after);
        assertThat(materializer.staleness(after).ranges().getLast().range())
                .isEqualTo(range("2026-02-11T00:00:00Z", "2026-03-10T00:00:00Z"));
        ChunkPlan rest = materializer.planRecompute(after, TEN_DAYS);
        assertThat(rest.finished()).isEqualTo(1);
        assertThat(rest.chunks().getFirst().start()).isEqualTo(Instant.parse("2026-02-11T00:00:00Z"));
        materializer.run(after, rest, Integer.MAX_VALUE);

        materializer.assertComplete(after);
        assertThat(materializer.staleness(after).isEmpty()).isTrue();
    }

    @Test
    void aRecomputationThatDiedBehindItsLastChunkLeavesNothingStale() {
        FeatureGroup after = clicks("30d");
        computeAndApply(clicks("1h"), after);
        ChunkPlan plan = materializer.planRecompute(after, TEN_DAYS);

        assertThatThrownBy(() -> materializer.dieBeforeTheEnd(after, plan)).hasMessage("killed");

        assertThat(materializer.staleness(after).isEmpty()).isFalse();
        assertThat(materializer.planRecompute(after, TEN_DAYS).isEmpty()).isTrue();
        assertThat(materializer.staleness(after).isEmpty()).isTrue();
        materializer.assertComplete(after);
    }

    private void stopAfterOneChunk(FeatureGroup group) {
        assertThatThrownBy(() -> materializer.run(group, materializer.planRecompute(group, TEN_DAYS), 1))
                .isInstanceOf(StoppedException.class);
    }

    @Test
    void whatChangesNoValueMakesNothingStale() {
        FeatureGroup before = clicks("1h");
        FeatureGroup after = group("events", "Other words")
                .feature("n", "How many clicks", count().over("1h"))
                .timeToLive(Duration.ofDays(90))
                .availabilityDelay(Duration.ofMinutes(5))
                .tag("team", "fraud")
                .online()
                .build();
        computeAndApply(before, after);

        assertThat(materializer.staleness(after).isEmpty()).isTrue();
        assertThat(materializer
                        .planRecompute(after, MaterializationPlanner.STEP)
                        .chunks())
                .containsExactly(range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
    }

    @Test
    void aDefinitionThatComesBackFindsItsOwnHistoryFresh() {
        computeAndApply(clicks("1h"), clicks("30d"));
        materializer.run(clicks("30d"));
        materializer.apply(clicks("1h"));

        Staleness staleness = materializer.staleness(clicks("1h"));

        assertThat(staleness.ranges()).singleElement().satisfies(range -> {
            assertThat(range.range()).isEqualTo(range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
            assertThat(range.version()).isEqualTo(2);
        });
    }

    @Test
    void historyOfAnotherSourceStaysUntilItIsReplacedToItsFirstRow() {
        FeatureGroup before = clicks("1h");
        FeatureGroup after = group("others", "Clicks")
                .feature("n", "Clicks", count().over("1h"))
                .build();
        events("others", "2026-02-20T10:00:00Z", "2026-03-10T10:00:00Z");
        computeAndApply(before, after);

        ChunkPlan scheduled = materializer.run(after);
        assertThat(scheduled.chunks()).containsExactly(range("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"));
        assertThat(scheduled.remarks()).isEmpty();
        assertThat(materializer.staleness(after).before()).contains(CHANGED);
        materializer.run(after, materializer.planRecompute(after, MaterializationPlanner.STEP), Integer.MAX_VALUE);

        materializer.assertComplete(after);
        assertThat(materializer.staleness(after).isEmpty()).isTrue();
    }

    @Test
    void historyOfWhichNobodyNotedTheDefinitionIsSaidAndComputedAgainWhenItIsAskedFor() {
        FeatureGroup after = clicks("30d");
        materializer.run(clicks("1h"));
        materializer.apply(clicks("1h"));
        assertThat(materializer.staleness(clicks("1h")).isEmpty()).isTrue();
        materializer.apply(after);

        assertThat(materializer.staleness(after).text()).contains("unknown before 2026-03-10T00:00:00Z");
        TrainingSetBuilder builder = materializer.trainingSets(after);
        assertThat(builder.explain(request("stale_clicks", "2026-03-01 00:00:00"))
                        .warnings())
                .contains("Nobody noted which definition computed n of 'stale_clicks' before 2026-03-10T00:00:00Z");
        assertThat(builder.build(request("stale_clicks", "2026-03-01 00:00:00")).rows())
                .isEqualTo(1);
        materializer.run(after, materializer.planRecompute(after, MaterializationPlanner.STEP), Integer.MAX_VALUE);
        materializer.assertComplete(after);
        assertThat(materializer.staleness(after).isEmpty()).isTrue();
    }

    @Test
    void anEstimateCountsTheRunsThatComputedIt() {
        FeatureGroup after = clicks("30d");
        computeAndApply(clicks("1h"), after);

        RecomputeEstimate estimate = RecomputeEstimate.of(
                materializer.succeededRuns(after), materializer.staleness(after).instants());

        assertThat(estimate.first()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(estimate.days()).isEqualTo(37);
        assertThat(estimate.rows()).isEqualTo(3);
    }

    @Test
    void aTrainingSetThatReachesStaleHistoryIsRefusedUnlessItIsAllowed() {
        FeatureGroup after = clicks("30d");
        computeAndApply(clicks("1h"), after);
        TrainingSetBuilder builder = materializer.trainingSets(after);
        TrainingSet request = request("stale_clicks", "2026-03-01 00:00:00");

        assertThatThrownBy(() -> builder.build(request))
                .hasMessage("The training set would mix values of several definitions: n of 'stale_clicks' before"
                        + " 2026-03-10T00:00:00Z was computed by another definition (version 1). Compute them again:"
                        + " tidemark materialize stale_clicks --recompute; or take them as they are: --allow-stale");
        assertThat(builder.explain(request).warnings())
                .contains("n of 'stale_clicks' before 2026-03-10T00:00:00Z was computed by another definition"
                        + " (version 1): it is refused unless told --allow-stale");

        Manifest allowed = builder.build(request.allowingStale()).manifest();
        assertThat(allowed.history().stale()).singleElement().satisfies(read -> {
            assertThat(read.features()).containsExactly("n");
            assertThat(read.versions()).containsExactly(1);
            assertThat(read.before()).isEqualTo(CHANGED);
        });
        assertThat(allowed.inputs().request().allowStale()).isTrue();
        assertThat(Manifest.parse(allowed.json())).isEqualTo(allowed);
        assertThat(builder.buildAgain(allowed, request.output()).manifest().history())
                .isEqualTo(allowed.history());

        materializer.run(after, materializer.planRecompute(after, MaterializationPlanner.STEP), Integer.MAX_VALUE);
        assertThat(builder.build(request).manifest().history().isEmpty()).isTrue();
    }

    @Test
    void aTrainingSetOutOfReachOfStaleHistoryIsMade() {
        FeatureGroup before = group("events", "Clicks")
                .feature("n", "Clicks", count().over("1h"))
                .timeToLive(Duration.ofDays(1))
                .build();
        FeatureGroup after = group("events", "Clicks")
                .feature("n", "Clicks", count().over("30d"))
                .timeToLive(Duration.ofDays(1))
                .build();
        computeAndApply(before, after);
        materializer.run(after);

        TrainingSetResult made = materializer.trainingSets(after).build(request("stale_clicks", "2026-03-12 00:00:00"));

        assertThat(made.manifest().history().isEmpty()).isTrue();
    }

    @Test
    void valuesThatNobodyComputedAreCountedAndTheOthersAreNotStale() {
        FeatureGroup before = clicks("1h");
        FeatureGroup after = group("events", "Clicks")
                .feature("n", "Clicks", count().over("1h"))
                .feature("n_2h", "Clicks", count().over("2h"))
                .build();
        computeAndApply(before, after);
        assertThat(materializer.staleness(after).absentFeatures()).containsExactly("n_2h");
        assertThat(materializer.staleness(after).changed().isEmpty()).isTrue();
        TrainingSetBuilder builder = materializer.trainingSets(after);

        TrainingSetResult made = builder.build(
                request("stale_clicks", "2026-03-01 00:00:00", "2026-02-02 00:00:00", "2026-01-01 00:00:00"));

        assertThat(made.columns()).containsExactly("user_id", "at", "n", "n_2h");
        assertThat(made.manifest().history().neverComputed())
                .containsExactly(new NeverComputed("stale_clicks", "n_2h", 2, CHANGED));
        assertThat(Manifest.parse(made.manifest().json())).isEqualTo(made.manifest());
        assertThat(builder.build(request("stale_clicks:n", "2026-03-01 00:00:00"))
                        .manifest()
                        .history()
                        .isEmpty())
                .isTrue();
    }

    /** History by one definition until the tenth of March, and then another one is applied. */
    private void computeAndApply(FeatureGroup before, FeatureGroup after) {
        materializer.apply(before);
        materializer.run(before);
        materializer.apply(after);
        materializer.at("2026-03-11T00:00:00Z");
    }

    private TrainingSet request(String features, String... labels) {
        String rows = String.join(
                ", ",
                List.of(labels).stream()
                        .map(label -> "(1L, TIMESTAMP'%sZ')".formatted(label))
                        .toList());
        return new TrainingSet(
                new Spine.Query("SELECT * FROM VALUES %s AS labels(user_id, at)".formatted(rows)),
                "at",
                List.of(FeatureReference.parse(features)),
                Knowledge.eventTime(),
                /* fullNames= */ false,
                new Output.Parquet(folder.resolve("set").toString()));
    }

    private FeatureGroup clicks(String window) {
        return group("events", "Clicks")
                .feature("n", "Clicks", count().over(window))
                .build();
    }

    private FeatureGroupBuilder group(String events, String description) {
        return FeatureGroups.ofUsers("stale_clicks")
                .describedAs(description)
                .source(DataSource.parquet("clicks", folder.resolve(events).toString())
                        .timestamp("event_timestamp")
                        .created("created_at"))
                .emit(Emission.onEvent());
    }

    private void events(String name, String... times) {
        for (String time : times) {
            spark.sql("SELECT 1L AS user_id, timestamp'%1$s' AS event_timestamp, timestamp'%1$s' AS created_at"
                            .formatted(time))
                    .write()
                    .mode("append")
                    .parquet(folder.resolve(name).toString());
        }
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
