package dev.tidemark.run;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.MetadataFailure;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The history of finished and current runs. A run holds a lease on its kind and subject, renewed by {@link #heartbeat}:
 * no other process starts the same meanwhile, and the lease of a killed run expires. Thread-safe.
 */
public final class RunHistory {
    /** This process and its host, such as {@code 4711@host}. */
    private static final String PROCESS = startedBy();

    private final MetadataDatabase database;
    private final InstantSource clock;
    private final Duration lease;

    public RunHistory(MetadataDatabase database, InstantSource clock, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
    }

    /** Starts a run on a feature group. */
    public Run start(RunKind kind, String featureGroup, @Nullable TimeRange range) {
        return start(kind, RunSubject.featureGroup(featureGroup), range);
    }

    /**
     * Starts a run.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS if a live run of this kind works on the subject, and
     *     METADATA_UNAVAILABLE if the database refuses for any other reason
     */
    public Run start(RunKind kind, RunSubject subject, @Nullable TimeRange range) {
        Instant now = Microseconds.floor(clock.instant());
        Run run = Run.started(UUID.randomUUID().toString(), kind, subject, range, now);
        try {
            database.jdbi().useTransaction(handle -> {
                RunLeases.abandonLapsed(handle, now);
                RunLeases.take(handle, run, now.plus(lease));
                RunTable.insert(handle, run, PROCESS);
            });
        } catch (JdbiException e) {
            throw MetadataFailure.isDuplicateKey(e)
                    ? inProgress(kind, subject, e)
                    : MetadataFailure.unavailable("record a run of '%s'".formatted(subject.name()), e);
        }
        return run;
    }

    private FeatureStoreException inProgress(RunKind kind, RunSubject subject, JdbiException cause) {
        return new FeatureStoreException(
                ErrorCode.RUN_IN_PROGRESS,
                "A %s; wait for it, or if it was killed, for its lease of %s to lapse"
                        .formatted(
                                holder(kind, subject)
                                        .map(LeaseHolder::text)
                                        .orElseGet(() ->
                                                "%s run of '%s' is in progress".formatted(kind.text(), subject.name())),
                                lease),
                cause);
    }

    /** Returns the run that has the lease that a run of this kind needs. */
    public Optional<LeaseHolder> holder(RunKind kind, RunSubject subject) {
        return database.jdbi().withHandle(handle -> RunLeases.holder(handle, kind, subject));
    }

    /**
     * Renews a run's lease.
     *
     * @return false if the lease was lost meanwhile: the caller must stop
     */
    public boolean heartbeat(Run run) {
        Instant until = clock.instant().plus(lease);
        return database.jdbi().withHandle(handle -> RunLeases.renew(handle, run, until));
    }

    /** Returns the current instant of the clock that measures leases. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Records that a run has succeeded.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS if the run was taken for dead meanwhile: it stays
     *     abandoned
     */
    public Run succeed(Run run, long rows, @Nullable Long snapshotId) {
        Run ended = run.succeeded(Microseconds.floor(clock.instant()), rows, snapshotId);
        if (!end(ended)) {
            throw lost(run);
        }
        return ended;
    }

    /** Returns the failure of a run whose lease was lost. */
    public static FeatureStoreException lost(Run run) {
        return new FeatureStoreException(
                ErrorCode.RUN_IN_PROGRESS,
                "The run of '%s' gave no sign of life for too long and lost its lease; start it again"
                        .formatted(run.subject().name()));
    }

    /** Records that a run has failed; one that was taken for dead meanwhile stays abandoned. */
    public void fail(Run run, String message) {
        end(run.ended(Microseconds.floor(clock.instant()), Run.Status.FAILED, message));
    }

    /** Records that a run was stopped; one that was taken for dead meanwhile stays abandoned. */
    public void stop(Run run, String message) {
        end(run.ended(Microseconds.floor(clock.instant()), Run.Status.STOPPED, message));
    }

    private boolean end(Run ended) {
        return database.jdbi().inTransaction(handle -> {
            boolean wasRunning = RunTable.end(handle, ended, clock.instant());
            RunLeases.release(handle, ended.id());
            return wasRunning;
        });
    }

    /** Returns the newest runs, newest first; those whose lease has expired are shown as abandoned. */
    public List<Run> latest(int limit) {
        return database.jdbi().inTransaction(handle -> {
            RunLeases.abandonLapsed(handle, clock.instant());
            return RunTable.latest(handle, limit);
        });
    }

    /**
     * Returns the successful run of a kind that reached furthest in event time, or the last one if runs have no range;
     * empty if none succeeded.
     */
    public Optional<Run> lastSucceeded(RunKind kind, String featureGroup) {
        RunSubject group = RunSubject.featureGroup(featureGroup);
        return database.jdbi().withHandle(handle -> RunTable.lastSucceeded(handle, kind, group));
    }

    /** Returns the ranges of a group's successful runs of a kind since an instant, oldest first. */
    public List<TimeRange> succeededSince(RunKind kind, String featureGroup, Instant since) {
        RunSubject group = RunSubject.featureGroup(featureGroup);
        return database.jdbi().withHandle(handle -> RunTable.succeededSince(handle, kind, group, since));
    }

    /** Returns a group's successful runs of a kind, newest first. */
    public List<Run> succeeded(RunKind kind, String featureGroup) {
        RunSubject group = RunSubject.featureGroup(featureGroup);
        return database.jdbi().withHandle(handle -> RunTable.succeeded(handle, kind, group));
    }

    private static String startedBy() {
        String name = ManagementFactory.getRuntimeMXBean().getName();
        return name.substring(0, Math.min(name.length(), 200));
    }
}
