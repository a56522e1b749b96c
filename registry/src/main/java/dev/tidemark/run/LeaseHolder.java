package dev.tidemark.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The run that currently has a lease.
 *
 * @param startedBy its process and host, null if it is not recorded
 * @param leasedUntil moves as long as the run renews it
 */
public record LeaseHolder(
        String runId,
        RunKind kind,
        RunSubject subject,
        Instant startedAt,
        @Nullable String startedBy,
        Instant leasedUntil) {
    /** Returns true if this holder, read later than another, is the same run and has renewed its lease. */
    public boolean livesSince(LeaseHolder seen) {
        return runId.equals(seen.runId) && leasedUntil.isAfter(seen.leasedUntil);
    }

    /**
     * Returns a text such as
     * {@code sync run of 'payments' is in progress since 2026-03-02T00:00:00Z (process 4711@host)}.
     */
    String text() {
        return "%s run of '%s' is in progress since %s%s"
                .formatted(
                        kind.text(),
                        subject.name(),
                        startedAt,
                        startedBy == null ? "" : " (process %s)".formatted(startedBy));
    }
}
