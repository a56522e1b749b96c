package dev.tidemark.streaming;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The beginning of a stream that has never run; one that has run continues where it stopped. */
public sealed interface StreamBegin {
    /** Now, less the lateness, so that late events are included. The source's table is the past. */
    record Now() implements StreamBegin {}

    /** An instant, with the source's table as the past. */
    record Since(Instant instant) implements StreamBegin {}

    /** The oldest event that the topic or table still has, without a past. */
    record Beginning() implements StreamBegin {}

    /** Returns the first instant whose rows are emitted; null for all. */
    default @Nullable Instant since(Instant now, Duration lateness) {
        return switch (this) {
            case Now ignored -> now.minus(lateness);
            case Since(Instant instant) -> instant;
            case Beginning ignored -> null;
        };
    }
}
