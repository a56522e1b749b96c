package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run tells what failed, not how Spark wrapped it. */
final class TestSparkFailuresOfRuns {
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
        new Runs(history, LEASE, new Runs.Patience.None(), SparkFailure::explained)
                .record(
                        RunKind.TRAINING_SET,
                        "payments",
                        null,
                        lease -> TestSparkFailuresOfRuns.<RuntimeException>fail(failure));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Runs.Done<Object> fail(Exception failure) throws E {
        throw (E) failure;
    }
}
