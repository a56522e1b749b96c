package dev.tidemark.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestLease {
    /** Long enough that no test hears a heart beat that it has not asked for. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-04-01T00:00:00Z");
    private MetadataDatabase database;
    private RunHistory history;
    private Run run;

    @BeforeEach
    void start() {
        database = LocalMetadata.open(folder);
        history = new RunHistory(database, () -> now, LEASE);
        run = history.start(RunKind.MATERIALIZE, "payments", null);
    }

    @Test
    void aCheckFindsThatTheLeaseIsAnothersWithoutWaitingForABeat() {
        try (Lease lease = new Lease(history, run, LEASE)) {
            lease.check();
            now = now.plus(LEASE).plusSeconds(1);
            history.start(RunKind.MATERIALIZE, "payments", null);

            assertThatThrownBy(lease::check)
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessage(
                            "The run of 'payments' gave no sign of life for too long and lost its lease; start it again");
        }
        database.close();
    }

    @Test
    void aCheckRenewsTheLease() {
        try (Lease lease = new Lease(history, run, LEASE)) {
            now = now.plus(LEASE).minusSeconds(1);
            lease.check();
            now = now.plus(LEASE).minusSeconds(1);

            assertThatThrownBy(() -> history.start(RunKind.MATERIALIZE, "payments", null))
                    .isInstanceOf(FeatureStoreException.class);
            assertThatCode(lease::check).doesNotThrowAnyException();
        }
        database.close();
    }

    @Test
    void whereTheDatabaseIsAwayTheLastBeatCountsForAsLongAsItsLeaseHolds() {
        try (Lease lease = new Lease(history, run, LEASE)) {
            now = now.plusSeconds(60);
            lease.check();
            database.close();

            now = now.plus(LEASE).minusSeconds(1);
            assertThatCode(lease::check).doesNotThrowAnyException();
            now = now.plusSeconds(1);
            assertThatThrownBy(lease::check).isInstanceOf(RuntimeException.class);
        }
    }
}
