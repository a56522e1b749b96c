package dev.tidemark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestRuns {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private RunHistory history;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        history = new RunHistory(database, InstantSource.system(), LEASE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aFailureIsToldAndRecordedAsItIsExplained() {
        IllegalStateException failure = new IllegalStateException("wrapped");
        IllegalStateException explained = new IllegalStateException("its cause", failure);
        Runs runs = new Runs(history, LEASE, new Runs.Patience.None(), (thrown, what) -> {
            assertThat(thrown).isSameAs(failure);
            assertThat(what).isEqualTo("The training set run of 'payments' failed");
            return explained;
        });

        Throwable thrown = catchThrowable(() -> runs.record(RunKind.TRAINING_SET, "payments", null, lease -> {
            throw failure;
        }));

        assertThat(thrown).isSameAs(explained);
        assertThat(history.latest(1).getFirst().status()).isEqualTo(Run.Status.FAILED);
        assertThat(history.latest(1).getFirst().message()).isEqualTo("its cause");
    }

    @Test
    void aRunOfAGroupOnWhichAnotherOneWorksIsToldSinceWhenAndInWhichProcess() {
        Run other = history.start(RunKind.MATERIALIZE, "payments", null);
        List<String> told = new ArrayList<>();
        Runs.Patience patience = new Runs.Patience.UntilLapsed(message -> {
            told.add(message);
            history.heartbeat(other);
        });
        Runs patient = new Runs(history, LEASE, patience, TestRuns::unexpected);
        String inProgress =
                "A materialize run of 'payments' is in progress since %s (process %s); wait for it, or if it was killed, for its lease of PT30S to lapse"
                        .formatted(
                                other.startedAt(),
                                ManagementFactory.getRuntimeMXBean().getName());

        // It lives, so that there is no lease to wait for.
        assertThat(catchThrowable(() ->
                        patient.record(RunKind.MATERIALIZE, "payments", null, lease -> new Runs.Done<>(1, 1, null))))
                .hasMessage(inProgress);
        assertThat(told).containsExactly(inProgress);
    }

    /** Whatever fails while the process ends, a stopped Spark session at the latest, is no failure of the run. */
    @Test
    void whatFailsAfterTheProcessWasToldToEndWasStopped() {
        Runs told = new Runs(history, LEASE, new Runs.Patience.None(), TestRuns::unexpected, () -> true);
        IllegalStateException failure = new IllegalStateException("Cannot call methods on a stopped SparkContext.");

        Throwable thrown = catchThrowable(() -> told.record(RunKind.SYNC, "payments", null, lease -> {
            throw failure;
        }));

        assertThat(thrown)
                .isInstanceOf(StoppedException.class)
                .hasMessage(
                        "Stopped the sync of 'payments' before its end; what was written stays in Redis, and the same command"
                                + " writes the rest")
                .hasSuppressedException(failure);
        assertThat(history.latest(1).getFirst()).satisfies(run -> {
            assertThat(run.status()).isEqualTo(Run.Status.STOPPED);
            assertThat(run.message()).isEqualTo(thrown.getMessage());
        });
    }

    @Test
    void aRunThatStopsBetweenItsStepsIsStopped() {
        StoppedException stopped = new StoppedException("Stopped after 2 of 69 chunks of 'payments'");
        Runs runs = new Runs(history, LEASE, new Runs.Patience.None(), TestRuns::unexpected);

        assertThat(catchThrowable(() -> runs.record(RunKind.TRAINING_SET, "payments", null, lease -> {
                    throw stopped;
                })))
                .isSameAs(stopped);
        assertThat(history.latest(1).getFirst().status()).isEqualTo(Run.Status.STOPPED);
    }

    private static RuntimeException unexpected(Exception failure, String what) {
        throw new AssertionError(what, failure);
    }
}
