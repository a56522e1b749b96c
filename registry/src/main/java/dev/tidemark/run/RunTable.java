package dev.tidemark.run;

import dev.tidemark.metadata.NameKey;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table of runs. */
final class RunTable {
    private static final String SUCCEEDED =
            "SELECT * FROM run WHERE kind = :kind AND subject_kind = :subjectKind AND subject_key = :subjectKey"
                    + " AND status = 'SUCCEEDED'";

    private RunTable() {}

    static void insert(Handle handle, Run run, String startedBy) {
        TimeRange range = run.range();
        handle.createUpdate("""
                        INSERT INTO run
                            (id, kind, subject_kind, subject_key, subject_name,
                            range_start, range_end, started_at, status, started_by)
                        VALUES (:id, :kind, :subjectKind, :subjectKey, :subjectName,
                            :start, :end, :startedAt, :status, :startedBy)
                        """)
                .bind("id", run.id())
                .bind("kind", run.kind().name())
                .bind("subjectKind", run.subject().kind().name())
                .bind("subjectKey", NameKey.of(run.subject().name()))
                .bind("subjectName", run.subject().name())
                .bind("start", range == null ? null : (Long) Microseconds.of(range.start()))
                .bind("end", range == null ? null : (Long) Microseconds.of(range.end()))
                .bind("startedAt", Microseconds.of(run.startedAt()))
                .bind("status", run.status().name())
                .bind("startedBy", startedBy)
                .execute();
    }

    /** Returns true if the run was running until now: an ended run stays unchanged. */
    static boolean end(Handle handle, Run ended, Instant now) {
        int running = handle.createUpdate("""
                        UPDATE run SET ended_at = :endedAt, status = :status, row_count = :rows,
                        snapshot_id = :snapshot, message = :message WHERE id = :id AND status = 'RUNNING'
                        """)
                .bind("endedAt", Microseconds.of(now))
                .bind("status", ended.status().name())
                .bind("rows", ended.rows())
                .bind("snapshot", ended.snapshotId())
                .bind("message", ended.message())
                .bind("id", ended.id())
                .execute();
        return running == 1;
    }

    static List<Run> latest(Handle handle, int limit) {
        return handle.createQuery("SELECT * FROM run ORDER BY started_at DESC, id LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    static Optional<Run> lastSucceeded(Handle handle, RunKind kind, RunSubject subject) {
        return succeeded(
                        handle,
                        SUCCEEDED + " ORDER BY COALESCE(range_end, ended_at) DESC, ended_at DESC LIMIT 1",
                        kind,
                        subject)
                .map((row, context) -> run(row))
                .findOne();
    }

    static List<Run> succeeded(Handle handle, RunKind kind, RunSubject subject) {
        return succeeded(handle, SUCCEEDED + " ORDER BY started_at DESC, id", kind, subject)
                .map((row, context) -> run(row))
                .list();
    }

    static List<TimeRange> succeededSince(Handle handle, RunKind kind, RunSubject subject, Instant since) {
        String statement = SUCCEEDED + " AND started_at >= :since AND range_start IS NOT NULL ORDER BY range_start";
        return succeeded(handle, statement, kind, subject)
                .bind("since", Microseconds.of(since))
                .map((row, context) -> new TimeRange(
                        Microseconds.toInstant(row.getLong("range_start")),
                        Microseconds.toInstant(row.getLong("range_end"))))
                .list();
    }

    private static Query succeeded(Handle handle, String statement, RunKind kind, RunSubject subject) {
        return handle.createQuery(statement)
                .bind("kind", kind.name())
                .bind("subjectKind", subject.kind().name())
                .bind("subjectKey", NameKey.of(subject.name()));
    }

    private static Run run(ResultSet row) throws SQLException {
        Long start = row.getObject("range_start", Long.class);
        Long end = row.getObject("range_end", Long.class);
        Long endedAt = row.getObject("ended_at", Long.class);
        return new Run(
                row.getString("id"),
                RunKind.valueOf(row.getString("kind")),
                new RunSubject(RunSubject.Kind.valueOf(row.getString("subject_kind")), row.getString("subject_name")),
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
}
