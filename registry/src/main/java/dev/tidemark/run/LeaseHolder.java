package dev.tidemark.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that has a lease now.
 *
 * @param startedBy its process and host, null where nobody noted it
 * @param leasedUntil moves as long as the run gives signs of life
 */
public record LeaseHolder(
        String runId,
        RunKind kind,
        RunSubject subject,
        Instant startedAt,
        @Nullable String startedBy,
        Instant leasedUntil) {
    /** Returns whether this, seen later than another, is the same run, which lives. */
    public boolean livesSince(LeaseHolder seen) {
        return runId.equals(seen.runId) && leasedUntil.isAfter(seen.leasedUntil);
    }

    /** Such as {@code sync run of 'payments' is in progress since 2026-03-02T00:00:00Z (process 4711@host)}. */
    String text() {
        return "%s run of '%s' is in progress since %s%s"
                .formatted(
                        kind.text(),
                        subject.name(),
                        startedAt,
                        startedBy == null ? "" : " (process %s)".formatted(startedBy));
    }
}
