package dev.tidemark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.LocalMetadata;
import dev.tidemark.registry.MetadataDatabase;
import dev.tidemark.registry.Run;
import dev.tidemark.registry.RunHistory;
import dev.tidemark.registry.RunKind;
import dev.tidemark.session.SharedSpark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestRuns {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String ABORTED = "Job aborted due to stage failure: Task 0 in stage 8.0 failed 1 times";

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
    void aKnownFailureOfAnExecutorKeepsItsCodeAndItsWords() {
        FeatureStoreException known = new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, "Feature 'f' has no value");

        assertFails(new SparkException(ABORTED, known), ErrorCode.SOURCE_MISMATCH, "Feature 'f' has no value");
    }

    @Test
    void aFailureOfTheDataIsToldWithItsConditionAndTheRun() {
        Throwable thrown = catchThrowable(() ->
                SharedSpark.session().sql("SELECT 1 / (id - id) FROM range(3)").collectAsList());

        assertFails(
                new SparkException(ABORTED, thrown),
                ErrorCode.SOURCE_MISMATCH,
                "The training set run of 'payments' failed: [DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0"
                        + " and return NULL instead. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error."
                        + " SQLSTATE: 22012");
    }

    @Test
    void anotherLibrarysFailureIsToldWithItsClassAndTheRun() {
        assertFails(
                new SparkException(ABORTED, new IOException("No space left on device")),
                ErrorCode.INTERNAL,
                "The training set run of 'payments' failed: IOException: No space left on device");
    }

    @Test
    void aFailureThatSparkHasNoPartInIsLeftAsItIs() {
        IllegalStateException failure = new IllegalStateException("as it is");

        assertThat(catchThrowable(() -> run(failure))).isSameAs(failure);
    }

    @Test
    void aRunOfAGroupOnWhichAnotherOneWorksIsToldSinceWhenAndInWhichProcess() {
        Run other = history.start(RunKind.MATERIALIZE, "payments", null);
        List<String> told = new ArrayList<>();
        Runs patient = new Runs(history, LEASE, new Runs.Patience.UntilLapsed(message -> {
            told.add(message);
            history.heartbeat(other);
        }));
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
        Runs told = new Runs(history, LEASE, new Runs.Patience.None(), () -> true);
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

        assertThat(catchThrowable(() -> run(stopped))).isSameAs(stopped);
        assertThat(history.latest(1).getFirst().status()).isEqualTo(Run.Status.STOPPED);
    }

    /** Spark's exceptions are checked, and thrown without being declared. */
    private void assertFails(Exception failure, ErrorCode code, String message) {
        assertThat(catchThrowable(() -> run(failure)))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        told -> assertThat(told.code()).isEqualTo(code))
                .hasMessage(message)
                .hasCause(failure);
        assertThat(history.latest(1).getFirst()).satisfies(run -> {
            assertThat(run.status()).isEqualTo(Run.Status.FAILED);
            assertThat(run.message()).isEqualTo(message);
        });
    }

    private void run(Exception failure) {
        new Runs(history, LEASE, new Runs.Patience.None())
                .record(RunKind.TRAINING_SET, "payments", null, lease -> TestRuns.<RuntimeException>fail(failure));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Runs.Done<Object> fail(Exception failure) throws E {
        throw (E) failure;
    }
}
