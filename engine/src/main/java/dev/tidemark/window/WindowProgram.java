package dev.tidemark.window;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.Emission;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.window.span.SlidingSpan;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The features to compute over an entity's events, and the span of event time.
 *
 * @param step microseconds between emissions if they are periodic, 0 otherwise
 * @param rangeStart first instant that may have a row, microseconds
 * @param rangeEnd first instant after that
 * @param ahead how many of the changes to come the last row of an entity has
 */
public record WindowProgram(
        List<RowFeature> features, Cadence cadence, long step, long rangeStart, long rangeEnd, Ahead ahead)
        implements Serializable {
    /** A range is short if the longest window is so many times as long. */
    private static final int SHORT = 4;

    /**
     * Bounds of the changes to come.
     *
     * @param span microseconds after the first change that follows the range, within which changes are listed
     * @param bytes the most bytes that they may take; 0 for no changes
     */
    public record Ahead(long span, int bytes) implements Serializable {
        /** Rows have no changes to come. */
        public static final Ahead NONE = new Ahead(0, 0);

        boolean isNone() {
            return bytes == 0;
        }
    }

    /** The instants at which rows are emitted. */
    public enum Cadence {
        ON_EVENT,
        ON_CHANGE,
        PERIODIC
    }

    public WindowProgram {
        features = List.copyOf(features);
    }

    /** A program whose rows have no changes to come. */
    public WindowProgram(
            List<? extends RowFeature> features, Cadence cadence, long step, long rangeStart, long rangeEnd) {
        this(List.copyOf(features), cadence, step, rangeStart, rangeEnd, Ahead.NONE);
    }

    public static WindowProgram of(List<? extends RowFeature> features, Emission emission, TimeRange range) {
        long start = Microseconds.of(range.start());
        long end = Microseconds.of(range.end());
        return switch (emission) {
            case Emission.OnEvent onEvent -> new WindowProgram(features, Cadence.ON_EVENT, 0, start, end);
            case Emission.OnChange onChange -> new WindowProgram(features, Cadence.ON_CHANGE, 0, start, end);
            case Emission.Every every ->
                new WindowProgram(features, Cadence.PERIODIC, Microseconds.of(every.step()), start, end);
        };
    }

    /** Returns the program for another span; see {@link #rangeStart} and {@link #rangeEnd}. */
    WindowProgram between(long start, long end) {
        return new WindowProgram(features, cadence, step, start, end, ahead);
    }

    /**
     * Returns the program with changes to come. Rows at events alone have none, because their values hold until the
     * next event.
     */
    public WindowProgram with(Ahead bounds) {
        return cadence == Cadence.ON_EVENT
                ? this
                : new WindowProgram(features, cadence, step, rangeStart, rangeEnd, bounds);
    }

    private Stream<WindowedFeature> windowed() {
        return features.stream()
                .flatMap(feature -> feature instanceof WindowedFeature windowed ? Stream.of(windowed) : Stream.empty());
    }

    /** The positions of the derived features. */
    IntStream derivedPositions() {
        return IntStream.range(0, features.size()).filter(position -> features.get(position) instanceof DerivedFeature);
    }

    /** The positions of all values that derived features read. */
    Set<Integer> readByDerived() {
        Set<Integer> read = new HashSet<>();
        features.forEach(feature -> {
            if (feature instanceof DerivedFeature derived) {
                read.addAll(derived.reads());
            }
        });
        return read;
    }

    /** Returns the positions of some features and of all values that they are derived from. */
    Set<Integer> needed(Collection<Integer> wanted) {
        Set<Integer> needed = new HashSet<>(wanted);
        for (int position = features.size() - 1; position >= 0; position--) {
            if (needed.contains(position) && features.get(position) instanceof DerivedFeature derived) {
                needed.addAll(derived.reads());
            }
        }
        return needed;
    }

    /** Computes the derived features of a row whose windows have been read; returns the first refused one, or null. */
    @Nullable
    RefusedRow derive(long instant, @Nullable Object[] values) {
        return derive(instant, values, position -> true);
    }

    /** @param wanted the positions of the derived features to compute */
    @Nullable
    RefusedRow derive(long instant, @Nullable Object[] values, IntPredicate wanted) {
        for (int position = 0; position < features.size(); position++) {
            if (wanted.test(position) && features.get(position) instanceof DerivedFeature derived) {
                try {
                    values[position] = derived.derivation().value(values);
                } catch (RuntimeException e) { // Spark's interpreter has many.
                    return new RefusedRow(instant, position, FailureText.firstLine(e));
                }
            }
        }
        return null;
    }

    /** A bound of the time from an event to the instant at which it has left all windows, in microseconds. */
    public long longest() {
        return windowed().mapToLong(feature -> feature.span().reach()).max().orElse(0);
    }

    /** Returns the instant at which an event leaves the last of the windows that it is in, in microseconds. */
    public long lastLeaving(long eventTime) {
        return windowed()
                .mapToLong(feature -> feature.span().leaves(eventTime))
                .max()
                .orElse(eventTime);
    }

    /** The first event time that can contribute to the range: its start, less the longest window and one step. */
    public long firstEvent() {
        return Math.subtractExact(rangeStart, reach());
    }

    /** The span after an event in which rows can still depend on it, in microseconds. */
    public long reach() {
        return Math.addExact(longest(), step);
    }

    /**
     * The delays after an event at which its entity has a row because of it, in microseconds: none, and the times after
     * which it enters and leaves windows. Rows at steps follow neither, and calendars have no delays.
     */
    public long[] delays() {
        LongStream lengths = cadence == Cadence.ON_CHANGE
                ? windowed()
                        .filter(feature -> feature.span() instanceof SlidingSpan)
                        .flatMapToLong(feature -> LongStream.of(
                                feature.span().enters(0), feature.span().leaves(0)))
                : LongStream.empty();
        return LongStream.concat(LongStream.of(0), lengths).distinct().toArray();
    }

    /**
     * Returns true if few of the entities whose past the range reads can have a row in it, and {@link #delays} says
     * which.
     */
    public boolean isShort() {
        return cadence != Cadence.PERIODIC
                && windowed().allMatch(feature -> feature.span() instanceof SlidingSpan)
                && rangeEnd - rangeStart <= reach() / SHORT;
    }

    boolean covers(long instant) {
        return instant >= rangeStart && instant < rangeEnd;
    }
}
