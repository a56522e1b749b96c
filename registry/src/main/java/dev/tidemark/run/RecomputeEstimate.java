package dev.tidemark.run;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Estimates the cost of computing ranges again from the runs that computed them. Each run counts with the share of its
 * rows and time that it spent on these ranges; of runs of the same range only the last one counts.
 *
 * @param first instant of the ranges that a run computed
 */
public record RecomputeEstimate(Instant first, Duration span, long rows, Duration time) {
    private static final Duration DAY = Duration.ofDays(1);

    /**
     * Makes an estimate.
     *
     * @param runs that succeeded, newest first
     * @return an estimate of nothing if no run is left that computed any of the ranges
     */
    public static RecomputeEstimate of(List<Run> runs, TimeRanges ranges) {
        TimeRanges left = ranges;
        Instant first = Instant.MAX;
        double rows = 0;
        double seconds = 0;
        Duration span = Duration.ZERO;
        for (Run run : runs) {
            TimeRange range = run.range();
            if (range == null || run.endedAt() == null || run.rows() == null) {
                continue;
            }
            TimeRanges own = left.within(TimeRanges.of(range));
            if (!own.isEmpty()) {
                double share = (double) length(own).toMillis()
                        / Math.max(1, length(TimeRanges.of(range)).toMillis());
                rows += share * run.rows();
                seconds +=
                        share * Duration.between(run.startedAt(), run.endedAt()).toMillis() / 1_000;
                span = span.plus(length(own));
                first = TimeRanges.earlier(first, own.ranges().getFirst().start());
                left = left.minus(own);
            }
        }
        return new RecomputeEstimate(first, span, Math.round(rows), Duration.ofSeconds((long) Math.ceil(seconds)));
    }

    public boolean isKnown() {
        return !span.isZero();
    }

    /** Returns the number of days, rounded up. */
    public long days() {
        return span.plus(DAY).minusNanos(1).dividedBy(DAY);
    }

    private static Duration length(TimeRanges ranges) {
        return ranges.ranges().stream()
                .map(range -> Duration.between(range.start(), range.end()))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
