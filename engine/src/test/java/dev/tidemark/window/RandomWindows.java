package dev.tidemark.window;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window.Unit;
import dev.tidemark.window.WindowProgram.Cadence;
import dev.tidemark.window.span.CalendarSpan;
import dev.tidemark.window.span.SlidingSpan;
import dev.tidemark.window.span.WindowSpan;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Events and windows by chance: ties, nulls, filters, events before the epoch. */
final class RandomWindows {
    static final long HOUR = 3_600_000_000L;

    /** Functions whose values have no rounding that a quotient would make visible. */
    private static final List<Function> DIVISIBLE = List.of(Function.COUNT, Function.SUM, Function.MAX, Function.LAST);

    private RandomWindows() {}

    static List<Event> events(Random random) {
        int count = random.nextInt(25);
        List<Event> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            long time = random.nextLong(-120, random.nextBoolean() ? 20 : 299);
            // Both columns hold doubles that no binary fraction is, and ties; the first also values that are one in
            // SQL.
            Object first = random.nextInt(5) == 0
                    ? null
                    : (Object) (random.nextInt(-40, 40) / 10 / (random.nextBoolean() ? 10.0 : -10.0));
            Object second = random.nextInt(5) == 0 ? null : (Object) (random.nextGaussian() * 1e6);
            events.add(new Event(
                    time, time + random.nextInt(100), new Object[] {first, second}, new boolean[] {random.nextBoolean()
                    }));
        }
        events.sort(EventOrder.INSTANCE);
        return events;
    }

    static WindowProgram program(Random random, Cadence cadence, long start, long end) {
        List<RowFeature> features = new ArrayList<>();
        for (Function function : Function.values()) {
            int input = function == Function.COUNT && random.nextBoolean() ? -1 : random.nextInt(2);
            int filter = random.nextInt(3) == 0 ? 0 : -1;
            long length = new long[] {1, 10, 10, 37, 90}[random.nextInt(5)];
            long lag = new long[] {0, 0, 0, 5, 60}[random.nextInt(5)];
            double parameter = function == Function.PERCENTILE
                    ? new double[] {0, 0.3, 0.5, 1}[random.nextInt(4)]
                    : random.nextInt(1, 5);
            features.add(new WindowedFeature(
                    function, input, filter, new SlidingSpan(length, lag), ScalarType.FLOAT64, parameter, null));
        }
        WindowedFeature dividend =
                (WindowedFeature) features.get(DIVISIBLE.get(random.nextInt(4)).ordinal());
        features.add(dividend.dividedBy(new WindowedFeature(
                DIVISIBLE.get(random.nextInt(4)),
                random.nextInt(2),
                random.nextInt(2) - 1,
                dividend.span(),
                ScalarType.FLOAT64,
                0,
                null)));
        if (random.nextBoolean()) {
            int one = random.nextInt(2) == 0 ? Function.COUNT.ordinal() : Function.LAST_N.ordinal();
            int other = random.nextInt(2) == 0 ? Function.TOP_K.ordinal() : Function.IS_NEW.ordinal();
            int before = features.size();
            features.add(new DerivedFeature(List.of(one, other), values -> digest(values[one], values[other])));
            features.add(new DerivedFeature(List.of(before), values -> (Long) values[before] % 3 == 0 ? null : 7L));
        }
        long step = cadence == Cadence.PERIODIC ? new long[] {1, 7, 25, 120}[random.nextInt(4)] : 0;
        return new WindowProgram(features, cadence, step, start, end);
    }

    /** A value that differs where one of two others does. */
    private static Long digest(Object one, Object other) {
        return (long) Arrays.asList(one, other).hashCode();
    }

    /**
     * Windows of calendars and of hours.
     *
     * @param zone whose days they are
     */
    static WindowProgram calendars(Random random, Cadence cadence, ZoneId zone, long start, long end) {
        List<WindowedFeature> features = new ArrayList<>();
        for (Function function : List.of(Function.COUNT, Function.SUM, Function.LAST_N, Function.FIRST)) {
            WindowSpan span = random.nextInt(3) == 0
                    ? new SlidingSpan(random.nextInt(1, 200) * HOUR, random.nextInt(3) * 12 * HOUR)
                    : new CalendarSpan(Unit.values()[random.nextInt(3)], zone);
            features.add(new WindowedFeature(function, 0, -1, span, ScalarType.FLOAT64, 2, null));
        }
        long step = cadence == Cadence.PERIODIC ? new long[] {1, 7, 25}[random.nextInt(3)] * HOUR / 2 : 0;
        return new WindowProgram(features, cadence, step, start, end);
    }

    /** Events around an instant, many of them at the beginning of an hour. */
    static List<Event> eventsAround(Random random, long middle, long away) {
        List<Event> events = new ArrayList<>();
        for (int number = random.nextInt(20); number > 0; number--) {
            long near = random.nextInt(3) == 0 ? 3 * HOUR : away;
            long time = middle
                    + random.nextLong(-near, near) / HOUR * HOUR
                    + (random.nextBoolean() ? 0 : random.nextLong(HOUR));
            Object value = random.nextInt(5) == 0 ? null : (Object) (random.nextInt(-40, 40) / 10.0);
            events.add(new Event(time, time + random.nextLong(HOUR), new Object[] {value, null}, new boolean[] {true}));
        }
        events.sort(EventOrder.INSTANCE);
        return events;
    }
}
