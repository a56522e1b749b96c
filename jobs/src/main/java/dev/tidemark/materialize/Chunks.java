package dev.tidemark.materialize;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Run;
import dev.tidemark.registry.RunHistory;
import dev.tidemark.registry.RunKind;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which range of a group is to be computed, in pieces that are written at once. */
public final class Chunks {
    /** What is written at once unless somebody says otherwise: much per pass over the sources, little per retry. */
    public static final Duration STEP = Duration.ofDays(30);

    /** An event is written with a time that lies before the moment at which others see it, by up to so much. */
    private static final Duration COMMIT = Duration.ofMinutes(10);

    private final RunHistory history;
    private final SourceSpan sources;
    private final InstantSource clock;

    public Chunks(RunHistory history, SourceSpan sources, InstantSource clock) {
        this.history = history;
        this.sources = sources;
        this.clock = clock;
    }

    /**
     * Plans a range.
     *
     * @param from null for where the run that came furthest ended, or earlier where events have come in late since; before
     *     the first run, for where the sources begin
     * @param to null for now
     * @return the chunks, oldest first; empty where there is nothing to compute
     * @throws FeatureStoreException with code INVALID_ARGUMENT where the range ends before it starts
     */
    public Optional<List<TimeRange>> plan(
            FeatureGroup group, @Nullable Instant from, @Nullable Instant to, Duration step) {
        Instant end = Microseconds.floor(to == null ? clock.instant() : to);
        if (from != null) {
            if (!from.isBefore(end)) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The range of '%s' ends at %s, which is not after its start %s"
                                .formatted(group.name(), end, from));
            }
            return Optional.of(new TimeRange(from, end).split(step));
        }
        Optional<Run> last = history.lastSucceeded(RunKind.MATERIALIZE, group.name());
        if (last.isEmpty()) {
            return sources.of(group).filter(span -> span.start().isBefore(end)).map(span -> first(span, end, step));
        }
        Instant start = start(group, last.orElseThrow());
        return start.isBefore(end) ? Optional.of(new TimeRange(start, end).split(step)) : Optional.empty();
    }

    /** Where the last run ended, or where the first event is that was written too late for it. */
    private Instant start(FeatureGroup group, Run last) {
        TimeRange computed = Objects.requireNonNull(last.range(), "a materialization has a range");
        return sources.earliestLate(group, last.startedAt().minus(COMMIT), computed.end())
                .orElse(computed.end());
    }

    /** Cuts the sources' span into steps; the time from its end to now holds nothing, so it goes with the last. */
    private static List<TimeRange> first(TimeRange span, Instant end, Duration step) {
        if (!span.end().isBefore(end)) {
            return new TimeRange(span.start(), end).split(step);
        }
        List<TimeRange> chunks = new ArrayList<>(span.split(step));
        TimeRange last = chunks.removeLast();
        chunks.add(new TimeRange(last.start(), end));
        return List.copyOf(chunks);
    }
}
