package dev.tidemark.streaming;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a stream that has never run begins; one that has run goes on where it stopped. */
public sealed interface StreamBegin {
    /** A little before now, by the lateness: late events are among the first. The source's table is the past. */
    record Now() implements StreamBegin {}

    /** At an instant, with the source's table as the past. */
    record Since(Instant instant) implements StreamBegin {}

    /** With the oldest event that the topic or table still has, and without a past. */
    record Beginning() implements StreamBegin {}

    /** The first instant whose rows are emitted; null for all. */
    default @Nullable Instant since(Instant now, Duration lateness) {
        return switch (this) {
            case Now ignored -> now.minus(lateness);
            case Since(Instant instant) -> instant;
            case Beginning ignored -> null;
        };
    }
}
