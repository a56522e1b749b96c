package dev.tidemark.run;

import dev.tidemark.time.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on a subject.
 *
 * @param range the event time that was worked on, null where the work has none
 * @param rows written, null until it succeeded
 * @param snapshotId of the table after it or up to which it read, null where there is none
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

    /** How far a run has come. */
    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        /** Somebody stopped it; the message says what was done and how to go on. */
        STOPPED,
        /** It stopped giving signs of life before it ended; its work is done again by the next run. */
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
