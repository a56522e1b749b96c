package dev.tidemark.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushed rows and a real Iceberg table. */
final class TestIngestion {
    private static final AtomicInteger GROUPS = new AtomicInteger();
    private static final TimeRange DAY =
            new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));
    private static final TimeRange NOON_TO_SIX =
            new TimeRange(Instant.parse("2026-01-01T12:00:00Z"), Instant.parse("2026-01-01T18:00:00Z"));

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private Instant now = Instant.parse("2026-01-05T00:00:00Z");
    private MetadataDatabase database;
    private Pushes pushes;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        String name = "ingested_" + GROUPS.incrementAndGet();
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.raw");
        spark.sql("CREATE TABLE tidemark.raw.%s USING iceberg AS SELECT * FROM VALUES".formatted(name)
                + " (1L, timestamp'2026-01-01T10:00:00Z', 1.0D), (1L, timestamp'2026-01-01T15:00:00Z', 2.0D),"
                + " (2L, timestamp'2026-01-01T11:00:00Z', 3.0D) AS events(user_id, at, score)");
        String source = "raw." + name;
        FeatureGroup group = Pushes.group(name, source).build();
        pushes = new Pushes(group, new OfflineStore(spark, "features", () -> now), database, () -> now);
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + pushes.tables().tableName(pushes.group()));
        spark.sql("DROP TABLE IF EXISTS tidemark.raw." + pushes.group().name());
        database.close();
    }

    @Test
    void pushedRowsComeIntoTheTableOnceAndTheSnapshotNamesTheirBatch() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, List.of("a", "b")));
        pushes.accept(
                Pushes.row(1, "2026-01-03T11:00:00.000001Z", null, null),
                Pushes.row(9, "1969-12-31T23:59:59.999999Z", Double.NaN, List.of()));

        Ingestion.Outcome outcome = pushes.ingestion(Pushes.SILENT).run(pushes.group());
        Ingestion.Outcome again = pushes.ingestion(Pushes.SILENT).run(pushes.group());

        assertThat(outcome.batches()).isEqualTo(1);
        assertThat(outcome.requests()).isEqualTo(2);
        assertThat(outcome.rows()).isEqualTo(3);
        assertThat(again).isEqualTo(new Ingestion.Outcome(0, 0, 0, 0, 0, null));
        assertThat(pushes.tables()
                        .read(pushes.group())
                        .selectExpr("user_id", "CAST(unix_micros(event_timestamp) AS STRING)", "score", "tags")
                        .collectAsList())
                .extracting(row -> "%s %s %s %s".formatted(row.get(0), row.get(1), row.get(2), row.get(3)))
                .containsExactlyInAnyOrder(
                        "1 1767434400000000 0.5 ArraySeq(a, b)", "1 1767438000000001 null null", "9 -1 NaN ArraySeq()");
        assertThat(pushes.tables()
                        .icebergTable(pushes.group())
                        .currentSnapshot()
                        .summary())
                .containsKey("tidemark.push-batch");
        assertThat(new RunHistory(database, () -> now, Duration.ofSeconds(30))
                        .lastSucceeded(RunKind.INGEST, pushes.group().name())
                        .orElseThrow()
                        .snapshotId())
                .isNotNull();
    }

    @Test
    void manyRequestsGoInSeveralBatches() {
        for (int number = 0; number < 25; number++) {
            pushes.accept(Pushes.row(number, "2026-01-03T10:00:00Z", 0.5, null));
        }

        assertThat(pushes.ingestion(Pushes.SILENT).run(pushes.group()).batches())
                .isEqualTo(3);
        assertThat(pushes.table()).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void aRunThatDiesBeforeOrAfterItsCommitIsFollowedByOneThatLosesAndDoublesNothing() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null));
        assertDies(new Deadly(/* afterwards= */ false));
        pushes.accept(Pushes.row(2, "2026-01-03T10:00:00Z", 0.5, null));
        assertDies(new Deadly(/* afterwards= */ true));
        // What a materialization rewrites is still known by its batch.
        materialize(DAY);

        Ingestion.Outcome outcome = pushes.ingestion(Pushes.SILENT).run(pushes.group());

        assertThat(outcome.batches()).isEqualTo(2);
        assertThat(outcome.rows()).isEqualTo(1);
        assertThat(pushes.table().stream().filter(row -> row.contains("0.5"))).hasSize(2);
    }

    @Test
    void aMaterializationOfTheSameDaysKeepsPushedRowsAndLeavesTheSameTableEachTime() {
        materialize(DAY);
        List<String> computed = pushes.table();
        pushes.accept(
                Pushes.row(1, "2026-01-01T09:00:00Z", 0.1, null),
                Pushes.row(1, "2026-01-01T15:00:00Z", 2.0, null),
                Pushes.row(3, "2026-01-01T16:00:00Z", 0.3, List.of("x")),
                Pushes.row(3, "2026-01-04T16:00:00Z", 0.4, null));
        pushes.ingestion(Pushes.SILENT).run(pushes.group());
        List<String> both = pushes.table();
        assertThat(both).hasSize(7).containsAll(computed);

        for (TimeRange range : List.of(NOON_TO_SIX, DAY, DAY)) {
            now = now.plusSeconds(3_600);
            materialize(range);
            assertThat(pushes.table()).isEqualTo(both);
        }
    }

    @Test
    void anIngestionRunsBesideAMaterializationAndAStreamAndBesideNoOther() {
        RunHistory history = new RunHistory(database, () -> now, Pushes.LEASE);
        String name = pushes.group().name();
        pushes.accept(Pushes.row(1, "2026-01-01T10:30:00Z", 0.5, null));
        Run stream = history.start(RunKind.STREAM, name, null);

        pushes.ingestion(new Begun(batch -> assertThatThrownBy(
                                () -> pushes.ingestion(Pushes.SILENT).run(pushes.group()))
                        .isInstanceOf(FeatureStoreException.class)
                        .hasMessageStartingWith("A push-ingest run of '%s' is in progress".formatted(name))))
                .run(pushes.group());
        history.succeed(stream, 0, null);
        pushes.accept(Pushes.row(1, "2026-01-01T10:40:00Z", 0.6, null));
        pushes.ingestion(new Begun(batch -> materialize(DAY))).run(pushes.group());

        assertThat(pushes.table()).hasSize(3 + 2).doesNotHaveDuplicates();
    }

    @Test
    void rowsThatAreIngestedWhileTheirDayIsMaterializedStay() {
        pushes.accept(Pushes.row(1, "2026-01-01T10:30:00Z", 0.5, null));
        AtomicInteger asked = new AtomicInteger();

        // The column of pushed rows is not there yet when the day is read.
        new Materialization(new FeatureCompiler(spark), pushes.tables()).run(pushes.group(), NOON_TO_SIX, () -> {
            if (asked.getAndIncrement() == 0) {
                pushes.ingestion(Pushes.SILENT).run(pushes.group());
            }
        });

        assertThat(pushes.table()).hasSize(1 + 1);
    }

    @Test
    void aRunThatIsPausedBeforeItsCommitAddsNothingThatItsSuccessorHasAddedAndIsAbandoned() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null));

        assertThatThrownBy(() -> pushes.ingestion(new Begun(batch -> {
                            now = now.plus(Pushes.LEASE).plusSeconds(1);
                            pushes.ingestion(Pushes.SILENT).run(pushes.group());
                        }))
                        .run(pushes.group()))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage("The run of '%s' gave no sign of life for too long and lost its lease; start it again"
                        .formatted(pushes.group().name()));

        assertThat(pushes.table()).hasSize(1);
        assertThat(new RunHistory(database, () -> now, Pushes.LEASE).latest(2))
                .extracting(Run::status)
                .containsExactly(Run.Status.SUCCEEDED, Run.Status.ABANDONED);
    }

    @Test
    void pushedRowsThatSomebodyDeletedBeforeTheirBatchWasNotedDoNotComeBack() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null));
        assertDies(new Deadly(/* afterwards= */ true));
        spark.sql("DELETE FROM " + pushes.tables().tableName(pushes.group()));

        assertThat(pushes.ingestion(Pushes.SILENT).run(pushes.group()).rows()).isZero();

        assertThat(pushes.table()).isEmpty();
    }

    @Test
    void aFeatureThatTheDefinitionHasGainedOrDroppedSinceIsNullInTheOthersRows() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, List.of("a")));
        pushes.ingestion(Pushes.SILENT).run(pushes.group());
        pushes.accept(Pushes.row(2, "2026-01-03T10:00:00Z", 0.6, List.of("b")));
        FeatureGroup changed = FeatureGroups.of(
                        pushes.group().name(), pushes.group().entity())
                .source(pushes.group().sources().getFirst())
                .sql("SELECT 1")
                .feature("score", ScalarType.FLOAT64, "Score")
                .feature("more", ScalarType.INT64, "New")
                .online()
                .pushable()
                .build();

        Pushes since = new Pushes(changed, pushes.tables(), database, () -> now);
        since.ingestion(Pushes.SILENT).run(changed);

        assertThat(since.table()).hasSize(2).allMatch(row -> row.endsWith(",null]"));
        assertThat(pushes.table()).hasSize(2).anyMatch(row -> row.contains("ArraySeq(a)"));
    }

    @Test
    void aRequestThatDoesNotFitItsDefinitionIsPutAsideAndTheOthersGoOn() {
        long unfit = pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.25, List.of("a")));
        pushes.accept(Pushes.row(2, "2026-01-03T10:00:00Z", null, List.of("b")));
        FeatureGroup whole = FeatureGroups.of(
                        pushes.group().name(), pushes.group().entity())
                .source(pushes.group().sources().getFirst())
                .sql("SELECT 1")
                .feature("score", ScalarType.INT64, "Score")
                .online()
                .pushable()
                .build();
        Pushes since = new Pushes(whole, pushes.tables(), database, () -> now);

        Ingestion.Outcome outcome = since.ingestion(Pushes.SILENT).run(whole);

        assertThat(outcome.requests()).isEqualTo(1);
        assertThat(outcome.rows()).isEqualTo(1);
        assertThat(outcome.deadLetters()).isEqualTo(1);
        assertThat(since.batches().deadLetters().of(whole.name()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.id()).isEqualTo(unfit))
                .satisfies(letter -> assertThat(letter.reason())
                        .contains("does not fit its definition any more", "feature 'score'"));
        assertThat(since.table()).hasSize(1);
        assertThat(since.ingestion(Pushes.SILENT).run(whole).deadLetters()).isZero();

        spark.sql("DROP TABLE " + since.tables().tableName(whole));
        assertThat(since.batches().deadLetters().retry(whole.name())).isEqualTo(1);
        assertThat(pushes.ingestion(Pushes.SILENT).run(pushes.group()).rows()).isEqualTo(1);
        assertThat(pushes.table()).singleElement().asString().contains("0.25");
        assertThat(since.batches().deadLetters().of(whole.name())).isEmpty();
    }

    @Test
    void requestsAreForgottenAWeekAfterTheyCameIntoTheTable() {
        pushes.accept(Pushes.row(1, "2026-01-03T10:00:00Z", 0.5, null));
        Ingestion ingestion = pushes.ingestion(Pushes.SILENT);

        assertThat(ingestion.run(pushes.group()).forgotten()).isZero();
        now = now.plus(Duration.ofDays(7)).plusSeconds(1);
        assertThat(ingestion.run(pushes.group()).forgotten()).isEqualTo(1);
        assertThat(pushes.table()).hasSize(1);
    }

    private void assertDies(Ingestion.Steps steps) {
        assertThatThrownBy(() -> pushes.ingestion(steps).run(pushes.group())).hasMessage("killed");
    }

    private void materialize(TimeRange range) {
        new Materialization(new FeatureCompiler(spark), pushes.tables()).run(pushes.group(), range);
    }

    private record Begun(Consumer<PushBatches.Batch> then) implements Ingestion.Steps {
        @Override
        public void begun(FeatureGroup group, PushBatches.Batch batch) {
            then.accept(batch);
        }

        @Override
        public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {}

        @Override
        public void putAside(FeatureGroup group, PushedRequest request, String reason) {}
    }

    private record Deadly(boolean afterwards) implements Ingestion.Steps {
        @Override
        public void begun(FeatureGroup group, PushBatches.Batch batch) {
            if (!afterwards) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {
            throw new IllegalStateException("killed");
        }

        @Override
        public void putAside(FeatureGroup group, PushedRequest request, String reason) {}
    }
}
