package dev.tidemark.run;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.MetadataFailure;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.lang.management.ManagementFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What ran and what runs. A run holds a lease on its kind and group, renewed by {@link #heartbeat}: nobody else starts the
 * same meanwhile, and the lease of a run that was killed lapses by itself. Thread-safe.
 */
public final class RunHistory {
    /** Such as {@code 4711@host}. */
    private static final String PROCESS = startedBy();

    private final MetadataDatabase database;
    private final InstantSource clock;
    private final Duration lease;

    public RunHistory(MetadataDatabase database, InstantSource clock, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.lease = lease;
    }

    /**
     * Starts a run.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS where a live run of this kind works on the group, and
     *     METADATA_UNAVAILABLE where the database refuses for any other reason
     */
    public Run start(RunKind kind, String featureGroup, @Nullable TimeRange range) {
        Instant now = Microseconds.floor(clock.instant());
        Run run = new Run(
                UUID.randomUUID().toString(),
                kind,
                featureGroup,
                range,
                now,
                null,
                Run.Status.RUNNING,
                null,
                null,
                null);
        try {
            database.jdbi().useTransaction(handle -> {
                abandonLapsed(handle, now);
                insertLease(handle, run, now);
                insert(handle, run);
            });
        } catch (JdbiException e) {
            if (!MetadataFailure.isDuplicateKey(e)) {
                throw MetadataFailure.unavailable("record a run of '%s'".formatted(featureGroup), e);
            }
            throw new FeatureStoreException(
                    ErrorCode.RUN_IN_PROGRESS,
                    "A %s; wait for it, or if it was killed, for its lease of %s to lapse"
                            .formatted(
                                    holder(kind, featureGroup)
                                            .map(RunHistory::text)
                                            .orElseGet(() -> "%s run of '%s' is in progress"
                                                    .formatted(text(kind), featureGroup)),
                                    lease),
                    e);
        }
        return run;
    }

    private static String text(LeaseHolder holder) {
        return "%s run of '%s' is in progress since %s%s"
                .formatted(
                        text(holder.kind()),
                        holder.featureGroup(),
                        holder.startedAt(),
                        holder.startedBy() == null ? "" : " (process %s)".formatted(holder.startedBy()));
    }

    /** The run that has the lease which a run of this kind needs. */
    public Optional<LeaseHolder> holder(RunKind kind, String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                SELECT run.id, run.kind, run.feature_group, run.started_at, run.started_by, run_lease.expires_at
                                FROM run JOIN run_lease ON run.id = run_lease.run_id
                                WHERE run_lease.kind = :kind AND run_lease.feature_group = :group
                                """)
                        .bind("kind", kind.lease().name())
                        .bind("group", featureGroup)
                        .map((row, context) -> new LeaseHolder(
                                row.getString("id"),
                                RunKind.valueOf(row.getString("kind")),
                                row.getString("feature_group"),
                                Microseconds.toInstant(row.getLong("started_at")),
                                row.getString("started_by"),
                                Microseconds.toInstant(row.getLong("expires_at"))))
                        .findOne());
    }

    /**
     * A run that has a lease now.
     *
     * @param startedBy its process and host, null where nobody noted it
     * @param leasedUntil moves as long as the run gives signs of life
     */
    public record LeaseHolder(
            String runId,
            RunKind kind,
            String featureGroup,
            Instant startedAt,
            @Nullable String startedBy,
            Instant leasedUntil) {
        /** Returns whether this, seen later than another, is the same run, which lives. */
        public boolean livesSince(LeaseHolder seen) {
            return runId.equals(seen.runId) && leasedUntil.isAfter(seen.leasedUntil);
        }
    }

    /**
     * Tells that a run is alive.
     *
     * @return false where the lease was lost meanwhile: the caller must stop
     */
    public boolean heartbeat(Run run) {
        return database.jdbi()
                        .withHandle(handle -> handle.createUpdate(
                                        "UPDATE run_lease SET expires_at = :until WHERE run_id = :id")
                                .bind("until", Microseconds.of(clock.instant().plus(lease)))
                                .bind("id", run.id())
                                .execute())
                == 1;
    }

    /** The instant at which leases are measured. */
    public Instant now() {
        return clock.instant();
    }

    /**
     * Notes that a run has done its work.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS where the run was taken for dead meanwhile: it stays abandoned
     */
    public Run succeed(Run run, long rows, @Nullable Long snapshotId) {
        Run ended = new Run(
                run.id(),
                run.kind(),
                run.featureGroup(),
                run.range(),
                run.startedAt(),
                Microseconds.floor(clock.instant()),
                Run.Status.SUCCEEDED,
                rows,
                snapshotId,
                null);
        if (!end(ended)) {
            throw lost(run);
        }
        return ended;
    }

    /** What a run is told whose lease was lost. */
    public static FeatureStoreException lost(Run run) {
        return new FeatureStoreException(
                ErrorCode.RUN_IN_PROGRESS,
                "The run of '%s' gave no sign of life for too long and lost its lease; start it again"
                        .formatted(run.featureGroup()));
    }

    /** Notes that a run has failed; one that was taken for dead meanwhile stays abandoned. */
    public void fail(Run run, String message) {
        end(run, Run.Status.FAILED, message);
    }

    /** Notes that a run was stopped; one that was taken for dead meanwhile stays abandoned. */
    public void stop(Run run, String message) {
        end(run, Run.Status.STOPPED, message);
    }

    private void end(Run run, Run.Status status, String message) {
        end(new Run(
                run.id(),
                run.kind(),
                run.featureGroup(),
                run.range(),
                run.startedAt(),
                Microseconds.floor(clock.instant()),
                status,
                null,
                null,
                message));
    }

    /** The newest runs, newest first; those whose lease has lapsed are shown as abandoned. */
    public List<Run> latest(int limit) {
        return database.jdbi().inTransaction(handle -> {
            abandonLapsed(handle, clock.instant());
            return handle.createQuery("SELECT * FROM run ORDER BY started_at DESC, id LIMIT :limit")
                    .bind("limit", limit)
                    .map((row, context) -> run(row))
                    .list();
        });
    }

    /** The run of a kind that came furthest in event time, or last where it has no range; empty where none succeeded. */
    public Optional<Run> lastSucceeded(RunKind kind, String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT * FROM run WHERE kind = :kind AND feature_group = :group AND status = 'SUCCEEDED'
                        ORDER BY COALESCE(range_end, ended_at) DESC, ended_at DESC LIMIT 1
                        """)
                        .bind("kind", kind.name())
                        .bind("group", featureGroup)
                        .map((row, context) -> run(row))
                        .findOne());
    }

    /** Ranges of a kind that succeeded since an instant, oldest first. */
    public List<TimeRange> succeededSince(RunKind kind, String featureGroup, Instant since) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT * FROM run WHERE kind = :kind AND feature_group = :group AND status = 'SUCCEEDED'
                        AND started_at >= :since AND range_start IS NOT NULL ORDER BY range_start
                        """)
                        .bind("kind", kind.name())
                        .bind("group", featureGroup)
                        .bind("since", Microseconds.of(since))
                        .map((row, context) -> new TimeRange(
                                Microseconds.toInstant(row.getLong("range_start")),
                                Microseconds.toInstant(row.getLong("range_end"))))
                        .list());
    }

    /** Runs of a kind that succeeded for a group, newest first. */
    public List<Run> succeeded(RunKind kind, String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT * FROM run WHERE kind = :kind AND feature_group = :group AND status = 'SUCCEEDED'
                        ORDER BY started_at DESC, id
                        """)
                        .bind("kind", kind.name())
                        .bind("group", featureGroup)
                        .map((row, context) -> run(row))
                        .list());
    }

    private static String startedBy() {
        String name = ManagementFactory.getRuntimeMXBean().getName();
        return name.substring(0, Math.min(name.length(), 200));
    }

    /** Returns whether the run was running until now: what has ended stays as it ended. */
    private boolean end(Run run) {
        return database.jdbi().inTransaction(handle -> {
            int running = handle.createUpdate("""
                            UPDATE run SET ended_at = :endedAt, status = :status, row_count = :rows,
                            snapshot_id = :snapshot, message = :message WHERE id = :id AND status = 'RUNNING'
                            """)
                    .bind("endedAt", Microseconds.of(clock.instant()))
                    .bind("status", run.status().name())
                    .bind("rows", run.rows())
                    .bind("snapshot", run.snapshotId())
                    .bind("message", run.message())
                    .bind("id", run.id())
                    .execute();
            handle.createUpdate("DELETE FROM run_lease WHERE run_id = :id")
                    .bind("id", run.id())
                    .execute();
            return running == 1;
        });
    }

    private static void abandonLapsed(Handle handle, Instant now) {
        handle.createUpdate("""
                        UPDATE run SET status = 'ABANDONED', ended_at = :now
                        WHERE status = 'RUNNING' AND id IN (SELECT run_id FROM run_lease WHERE expires_at < :now)
                        """).bind("now", Microseconds.of(now)).execute();
        handle.createUpdate("DELETE FROM run_lease WHERE expires_at < :now")
                .bind("now", Microseconds.of(now))
                .execute();
    }

    private void insertLease(Handle handle, Run run, Instant now) {
        handle.createUpdate("""
                        INSERT INTO run_lease (kind, feature_group, run_id, expires_at)
                        VALUES (:kind, :group, :id, :until)
                        """)
                .bind("kind", run.kind().lease().name())
                .bind("group", run.featureGroup())
                .bind("id", run.id())
                .bind("until", Microseconds.of(now.plus(lease)))
                .execute();
    }

    private static void insert(Handle handle, Run run) {
        TimeRange range = run.range();
        handle.createUpdate("""
                        INSERT INTO run (id, kind, feature_group, range_start, range_end, started_at, status, started_by)
                        VALUES (:id, :kind, :group, :start, :end, :startedAt, :status, :startedBy)
                        """)
                .bind("id", run.id())
                .bind("kind", run.kind().name())
                .bind("group", run.featureGroup())
                .bind("start", range == null ? null : (Long) Microseconds.of(range.start()))
                .bind("end", range == null ? null : (Long) Microseconds.of(range.end()))
                .bind("startedAt", Microseconds.of(run.startedAt()))
                .bind("status", run.status().name())
                .bind("startedBy", PROCESS)
                .execute();
    }

    private static Run run(ResultSet row) throws SQLException {
        Long start = row.getObject("range_start", Long.class);
        Long end = row.getObject("range_end", Long.class);
        Long endedAt = row.getObject("ended_at", Long.class);
        return new Run(
                row.getString("id"),
                RunKind.valueOf(row.getString("kind")),
                row.getString("feature_group"),
                start == null || end == null
                        ? null
                        : new TimeRange(Microseconds.toInstant(start), Microseconds.toInstant(end)),
                Microseconds.toInstant(row.getLong("started_at")),
                endedAt == null ? null : Microseconds.toInstant(endedAt),
                Run.Status.valueOf(row.getString("status")),
                row.getObject("row_count", Long.class),
                row.getObject("snapshot_id", Long.class),
                row.getString("message"));
    }

    private static String text(RunKind kind) {
        return switch (kind) {
            case MATERIALIZE -> "materialize";
            case SYNC -> "sync";
            case STREAM -> "stream";
            case TRAINING_SET -> "training-set";
            case INGEST -> "push-ingest";
        };
    }
}
