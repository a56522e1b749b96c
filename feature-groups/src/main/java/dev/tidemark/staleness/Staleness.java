package dev.tidemark.staleness;

import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a group's history is not as its definition of now computes it.
 *
 * @param ranges oldest first; a range that is as the definition says is not among them
 */
public record Staleness(String featureGroup, List<StaleRange> ranges) {
    public Staleness {
        ranges = ranges.stream()
                .filter(range -> !range.isFresh())
                .sorted(Comparator.comparing(range -> range.range().start()))
                .toList();
    }

    /** Of a group whose history is as its definition says, or has none. */
    public static Staleness none(String featureGroup) {
        return new Staleness(featureGroup, List.of());
    }

    /** Returns whether all history is as the definition says. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** As far as some features are concerned. */
    public Staleness of(Collection<String> features) {
        return new Staleness(
                featureGroup, ranges.stream().map(range -> range.of(features)).toList());
    }

    /**
     * As far as rows in a span of event time are concerned.
     *
     * @param earliest null for all of the past
     * @param latest inclusive
     */
    public Staleness between(@Nullable Instant earliest, Instant latest) {
        return where(range -> !range.range().start().isAfter(latest)
                && (earliest == null || range.range().end().isAfter(earliest)));
    }

    private Staleness where(Function<StaleRange, Boolean> condition) {
        return new Staleness(
                featureGroup, ranges.stream().filter(condition::apply).toList());
    }

    /** Ranges that have values of another computation; a feature that was never computed is just null. */
    public Staleness changed() {
        return where(range -> !range.changed().isEmpty());
    }

    /** Ranges of which nobody knows whether another computation made them. */
    public Staleness unknown() {
        return where(range -> !range.unknown().isEmpty());
    }

    /** All instants of the ranges. */
    public TimeRanges instants() {
        return TimeRanges.of(ranges.stream().map(StaleRange::range).toList());
    }

    /** The first instant behind the last range: from there on, all is as the definition says. */
    public Optional<Instant> before() {
        return ranges.stream().map(StaleRange::range).map(TimeRange::end).max(Comparator.naturalOrder());
    }

    /** The versions that computed the ranges, without those that nobody noted. */
    public SortedSet<Integer> versions() {
        TreeSet<Integer> versions = new TreeSet<>();
        ranges.forEach(range -> Optional.ofNullable(range.version()).ifPresent(versions::add));
        return versions;
    }

    /** The features that some range computed in another way, or may have, by name. */
    public SortedSet<String> changedFeatures() {
        return names(range -> Stream.concat(range.changed().stream(), range.unknown().stream()));
    }

    /** The features that some range does not have, by name. */
    public SortedSet<String> absentFeatures() {
        return names(range -> range.absent().stream());
    }

    private SortedSet<String> names(Function<StaleRange, Stream<String>> chosen) {
        TreeSet<String> names = new TreeSet<>();
        ranges.forEach(range -> chosen.apply(range).forEach(names::add));
        return names;
    }

    /** In a word for a table: {@code before 2026-11-29T21:14:11Z}; empty where all is as the definition says. */
    public Optional<String> text() {
        return before().map(end -> {
            boolean known = ranges.stream()
                    .anyMatch(range ->
                            !range.changed().isEmpty() || !range.absent().isEmpty());
            return (known ? "before " : "unknown before ") + end;
        });
    }
}
