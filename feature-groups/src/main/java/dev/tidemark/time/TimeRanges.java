package dev.tidemark.time;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of instants as ranges that neither overlap nor touch, oldest first. */
public record TimeRanges(List<TimeRange> ranges) {
    /** Before every event; far enough from the smallest instant to be counted in microseconds. */
    public static final Instant BEGINNING = Instant.ofEpochSecond(Long.MIN_VALUE / 1_000_000);

    public TimeRanges {
        ranges = List.copyOf(ranges);
    }

    /** Creates a set from ranges in any order, which may overlap. */
    public static TimeRanges of(Collection<TimeRange> ranges) {
        List<TimeRange> merged = new ArrayList<>();
        for (TimeRange range :
                ranges.stream().sorted(Comparator.comparing(TimeRange::start)).toList()) {
            if (!merged.isEmpty() && !range.start().isAfter(merged.getLast().end())) {
                TimeRange last = merged.removeLast();
                merged.add(new TimeRange(last.start(), later(last.end(), range.end())));
            } else {
                merged.add(range);
            }
        }
        return new TimeRanges(merged);
    }

    /** Creates a set from one range. */
    public static TimeRanges of(TimeRange range) {
        return new TimeRanges(List.of(range));
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** The instants of either set. */
    public TimeRanges plus(TimeRanges others) {
        List<TimeRange> both = new ArrayList<>(ranges);
        both.addAll(others.ranges);
        return of(both);
    }

    /** Returns the instants of this set that are not in the other. */
    public TimeRanges minus(TimeRanges others) {
        List<TimeRange> left = ranges;
        for (TimeRange other : others.ranges) {
            left = left.stream()
                    .flatMap(range -> without(range, other).stream())
                    .toList();
        }
        return new TimeRanges(left);
    }

    private static List<TimeRange> without(TimeRange range, TimeRange other) {
        List<TimeRange> left = new ArrayList<>(2);
        if (range.start().isBefore(other.start())) {
            left.add(new TimeRange(range.start(), earlier(range.end(), other.start())));
        }
        if (other.end().isBefore(range.end())) {
            left.add(new TimeRange(later(range.start(), other.end()), range.end()));
        }
        return left;
    }

    /** The instants that are in both sets. */
    public TimeRanges within(TimeRanges others) {
        return minus(minus(others));
    }

    /** Returns whether all of a range is in the set. */
    public boolean contain(TimeRange range) {
        return ranges.stream()
                .anyMatch(one ->
                        !one.start().isAfter(range.start()) && !range.end().isAfter(one.end()));
    }

    /** Returns whether any instant of a range is in the set. */
    public boolean touch(TimeRange range) {
        return ranges.stream()
                .anyMatch(one ->
                        one.start().isBefore(range.end()) && range.start().isBefore(one.end()));
    }

    /** The instants of the set before another. */
    public TimeRanges before(Instant end) {
        return new TimeRanges(ranges.stream()
                .filter(range -> range.start().isBefore(end))
                .map(range -> new TimeRange(range.start(), earlier(range.end(), end)))
                .toList());
    }

    public static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    public static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
