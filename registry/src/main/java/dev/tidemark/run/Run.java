package dev.tidemark.run;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of work on a subject.
 *
 * @param range the event time of the work, null if it has none
 * @param rows written, null until it succeeded
 * @param snapshotId of the table after it or up to which it read, null if there is none
 * @param message why it failed or what was done when it was stopped, null otherwise
 */
public record Run(
        String id,
        RunKind kind,
        RunSubject subject,
        @Nullable TimeRange range,
        Instant startedAt,
        @Nullable Instant endedAt,
        Status status,
        @Nullable Long rows,
        @Nullable Long snapshotId,
        @Nullable String message) {

    /** The state of a run. */
    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        /** The run was stopped; the message says what was done and how to continue. */
        STOPPED,
        /** The run stopped renewing its lease before it ended; the next run does its work again. */
        ABANDONED
    }

    static Run started(String id, RunKind kind, RunSubject subject, @Nullable TimeRange range, Instant now) {
        return new Run(id, kind, subject, range, now, null, Status.RUNNING, null, null, null);
    }

    Run succeeded(Instant at, long rowCount, @Nullable Long snapshot) {
        return new Run(id, kind, subject, range, startedAt, at, Status.SUCCEEDED, rowCount, snapshot, null);
    }

    Run ended(Instant at, Status how, String why) {
        return new Run(id, kind, subject, range, startedAt, at, how, null, null, why);
    }
}
