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
 * The part of a group's history that the current definition did not compute.
 *
 * @param ranges oldest first, without those that match the definition
 */
public record Staleness(String featureGroup, List<StaleRange> ranges) {
    public Staleness {
        ranges = ranges.stream()
                .filter(range -> !range.isFresh())
                .sorted(Comparator.comparing(range -> range.range().start()))
                .toList();
    }

    /** Returns the staleness of a group whose history matches its definition or is empty. */
    public static Staleness none(String featureGroup) {
        return new Staleness(featureGroup, List.of());
    }

    /** Returns true if all history matches the definition. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Returns the part that concerns some features. */
    public Staleness of(Collection<String> features) {
        return new Staleness(
                featureGroup, ranges.stream().map(range -> range.of(features)).toList());
    }

    /**
     * Returns the part that concerns rows in a span of event time.
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

    /**
     * Returns the ranges that have values of another computation. A feature that was never computed does not count: it
     * is null.
     */
    public Staleness changed() {
        return where(range -> !range.changed().isEmpty());
    }

    /** Returns the ranges whose computation is not recorded. */
    public Staleness unknown() {
        return where(range -> !range.unknown().isEmpty());
    }

    /** All instants of the ranges. */
    public TimeRanges instants() {
        return TimeRanges.of(ranges.stream().map(StaleRange::range).toList());
    }

    /** Returns the end of the last range: from there on, all history matches the definition. */
    public Optional<Instant> before() {
        return ranges.stream().map(StaleRange::range).map(TimeRange::end).max(Comparator.naturalOrder());
    }

    /** Returns the recorded versions that computed the ranges. */
    public SortedSet<Integer> versions() {
        TreeSet<Integer> versions = new TreeSet<>();
        ranges.forEach(range -> Optional.ofNullable(range.version()).ifPresent(versions::add));
        return versions;
    }

    /** Returns, by name, the features that some range computed, or may have computed, in another way. */
    public SortedSet<String> changedFeatures() {
        return names(range -> Stream.concat(range.changed().stream(), range.unknown().stream()));
    }

    /** Returns, by name, the features that some range does not have. */
    public SortedSet<String> absentFeatures() {
        return names(range -> range.absent().stream());
    }

    private SortedSet<String> names(Function<StaleRange, Stream<String>> chosen) {
        TreeSet<String> names = new TreeSet<>();
        ranges.forEach(range -> chosen.apply(range).forEach(names::add));
        return names;
    }

    /**
     * Returns a short text for a table, {@code before 2026-11-29T21:14:11Z}; empty if all history matches the
     * definition.
     */
    public Optional<String> text() {
        return before().map(end -> {
            boolean known = ranges.stream()
                    .anyMatch(range ->
                            !range.changed().isEmpty() || !range.absent().isEmpty());
            return (known ? "before " : "unknown before ") + end;
        });
    }
}
