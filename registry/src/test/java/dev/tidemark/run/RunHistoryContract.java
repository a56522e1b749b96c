package dev.tidemark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataFixture;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirements;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What the history of runs promises, whichever database keeps it. */
abstract class RunHistoryContract extends MetadataFixture {
    private static final TimeRange DAY = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 1));
    private static final Duration LEASE = Duration.ofSeconds(30);

    @Test
    void noTwoRunsWorkOnOneGroupAtATime() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run first = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageMatching(
                        "A materialize run of 'payments' is in progress since 2026-03-02T00:00:00Z \\(process"
                                + " \\d+@.+\\); wait for it, or if it was killed, for its lease of PT30S to lapse");
        runs.start(RunKind.SYNC, "payments", null);
        runs.start(RunKind.MATERIALIZE, "merchants", DAY);

        runs.succeed(first, 10, 7L);
        Run second = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        assertThat(second.status()).isEqualTo(Run.Status.RUNNING);
    }

    @Test
    void whatTheDatabaseRefusesForItsOwnReasonsIsNoRunInProgress() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        database.jdbi()
                .useHandle(
                        handle -> handle.execute("ALTER TABLE run ADD CONSTRAINT full_disk CHECK (subject_key = '')"));

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("The metadata database refused to record a run of 'payments': ")
                .extracting(failure -> ((FeatureStoreException) failure).code())
                .isEqualTo(ErrorCode.METADATA_UNAVAILABLE);
    }

    @Test
    void aKilledRunIsAbandonedWhenItsLeaseLapses() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run killed = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plus(LEASE).plusSeconds(1);

        Run next = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThat(runs.heartbeat(killed)).isFalse();
        assertThat(runs.heartbeat(next)).isTrue();
        assertThat(runs.latest(10)).extracting(Run::status).containsExactly(Run.Status.RUNNING, Run.Status.ABANDONED);
    }

    @Test
    void aRunThatWasTakenForDeadNeitherSucceedsNorFailsAnyMore() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run paused = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plus(LEASE).plusSeconds(1);
        Run next = runs.start(RunKind.MATERIALIZE, "payments", DAY);

        assertThatThrownBy(() -> runs.succeed(paused, 10, 7L))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "The run of 'payments' gave no sign of life for too long and lost its lease; start it again");
        runs.fail(paused, "out of disk");
        runs.succeed(next, 11, 8L);
        runs.fail(next, "after its end");

        assertThat(runs.latest(10))
                .extracting(Run::status, Run::rows)
                .containsExactly(tuple(Run.Status.SUCCEEDED, 11L), tuple(Run.Status.ABANDONED, null));
        assertThat(runs.lastSucceeded(RunKind.MATERIALIZE, "payments"))
                .map(Run::id)
                .contains(next.id());
    }

    @Test
    void aStreamAndAMaterializationExcludeEachOtherAndAnIngestionRunsBeside() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        runs.start(RunKind.STREAM, "payments", null);
        runs.start(RunKind.INGEST, "payments", null);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("A stream run of 'payments' is in progress");
    }

    @Test
    void runsOfOneNameAndDifferentSubjectsAreToldApart() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        RunSubject set = RunSubject.trainingSet("payments");
        runs.succeed(runs.start(RunKind.TRAINING_SET, set, null), 5, null);
        now = now.plusSeconds(1);
        runs.succeed(runs.start(RunKind.INGEST, RunSubject.requestLog(), null), 7, null);

        assertThat(runs.latest(10))
                .extracting(Run::subject)
                .containsExactly(new RunSubject(RunSubject.Kind.REQUEST_LOG, "request log"), set);
        assertThat(runs.succeeded(RunKind.TRAINING_SET, "payments")).isEmpty();
        assertThat(retirements().trainingSets()).containsExactly("payments");
        assertThat(retirements().runsInProgress("payments")).isEmpty();
    }

    /** What a purge must not take away is found under its output. */
    @Test
    void theOutputOfATrainingSetMayBeOfAnyLength() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        String folder = "s3a://warehouse/" + "a folder of training sets/".repeat(200);
        RunSubject set = RunSubject.trainingSet(folder + "churn");
        Run run = runs.start(RunKind.TRAINING_SET, set, null);
        runs.start(RunKind.TRAINING_SET, RunSubject.trainingSet(folder + "fraud"), null);

        assertThatThrownBy(() -> runs.start(RunKind.TRAINING_SET, set, null))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("A training-set run of '" + set.name() + "' is in progress since ");
        runs.succeed(run, 5, null);

        assertThat(retirements().trainingSets()).containsExactly(set.name());
    }

    private Retirements retirements() {
        return new Registry(database, () -> now).retirements();
    }

    @Test
    void aHeartbeatKeepsTheLease() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        Run run = runs.start(RunKind.MATERIALIZE, "payments", DAY);
        now = now.plusSeconds(25);
        assertThat(runs.heartbeat(run)).isTrue();
        now = now.plusSeconds(25);

        assertThatThrownBy(() -> runs.start(RunKind.MATERIALIZE, "payments", DAY))
                .isInstanceOf(FeatureStoreException.class);
    }

    @Test
    void theLastSuccessIsTheOneThatCameFurthest() {
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        TimeRange before = TimeRange.ofDays(LocalDate.of(2026, 2, 1), LocalDate.of(2026, 2, 28));
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", DAY), 5, 1L);
        now = now.plusSeconds(60);
        runs.succeed(runs.start(RunKind.MATERIALIZE, "payments", before), 9, 2L);
        now = now.plusSeconds(60);
        runs.fail(runs.start(RunKind.MATERIALIZE, "payments", DAY), "out of disk");

        Run last = runs.lastSucceeded(RunKind.MATERIALIZE, "payments").orElseThrow();

        assertThat(last.range()).isEqualTo(DAY);
        assertThat(last.rows()).isEqualTo(5);
        assertThat(last.snapshotId()).isEqualTo(1);
        assertThat(runs.lastSucceeded(RunKind.SYNC, "payments")).isEmpty();
        assertThat(runs.latest(1).getFirst().message()).isEqualTo("out of disk");
        assertThat(runs.succeededSince(RunKind.MATERIALIZE, "payments", Instant.EPOCH))
                .containsExactly(before, DAY);
    }
}
