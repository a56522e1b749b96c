package dev.tidemark.run;

import dev.tidemark.metadata.NameKey;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of leases: a row for each subject and kind of current run. */
final class RunLeases {
    private RunLeases() {}

    /** Fails with a duplicate key if another run has the lease. */
    static void take(Handle handle, Run run, Instant until) {
        handle.createUpdate("""
                        INSERT INTO run_lease (kind, subject_kind, subject_key, run_id, expires_at)
                        VALUES (:kind, :subjectKind, :subjectKey, :id, :until)
                        """)
                .bind("kind", run.kind().lease().name())
                .bind("subjectKind", run.subject().kind().name())
                .bind("subjectKey", NameKey.of(run.subject().name()))
                .bind("id", run.id())
                .bind("until", Microseconds.of(until))
                .execute();
    }

    /** Returns true if the run still has its lease. */
    static boolean renew(Handle handle, Run run, Instant until) {
        return handle.createUpdate("UPDATE run_lease SET expires_at = :until WHERE run_id = :id")
                        .bind("until", Microseconds.of(until))
                        .bind("id", run.id())
                        .execute()
                == 1;
    }

    static void release(Handle handle, String runId) {
        handle.createUpdate("DELETE FROM run_lease WHERE run_id = :id")
                .bind("id", runId)
                .execute();
    }

    /** Returns the run that has the lease that a run of this kind needs. */
    static Optional<LeaseHolder> holder(Handle handle, RunKind kind, RunSubject subject) {
        return handle.createQuery("""
                        SELECT run.id, run.kind, run.started_at, run.started_by, run_lease.expires_at
                        FROM run JOIN run_lease ON run.id = run_lease.run_id
                        WHERE run_lease.kind = :kind AND run_lease.subject_kind = :subjectKind
                        AND run_lease.subject_key = :subjectKey
                        """)
                .bind("kind", kind.lease().name())
                .bind("subjectKind", subject.kind().name())
                .bind("subjectKey", NameKey.of(subject.name()))
                .map((row, context) -> new LeaseHolder(
                        row.getString("id"),
                        RunKind.valueOf(row.getString("kind")),
                        subject,
                        Microseconds.toInstant(row.getLong("started_at")),
                        row.getString("started_by"),
                        Microseconds.toInstant(row.getLong("expires_at"))))
                .findOne();
    }

    /** Marks the runs whose leases have expired as abandoned. */
    static void abandonLapsed(Handle handle, Instant now) {
        handle.createUpdate("""
                        UPDATE run SET status = 'ABANDONED', ended_at = :now
                        WHERE status = 'RUNNING' AND id IN (SELECT run_id FROM run_lease WHERE expires_at < :now)
                        """).bind("now", Microseconds.of(now)).execute();
        handle.createUpdate("DELETE FROM run_lease WHERE expires_at < :now")
                .bind("now", Microseconds.of(now))
                .execute();
    }
}
