package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Cadence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestEntityTimeline {
    private static final int CASES = 2_000;

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void everyRowIsWhatTheRuleBookSays(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            WindowProgram program = program(random, cadence, -50, 300);
            List<Event> events = events(random);

            assertThat(rows(program, events))
                    .as("seed %d, %s, %s", seed, cadence, events)
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(WindowReference.rows(program, events));
        }
    }

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void aRangeComputedInPartsHasTheSameRowsBitForBit(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            WindowProgram whole = program(random, cadence, -50, 300);
            List<Event> events = events(random);
            long cut = random.nextLong(-40, 290);
            WindowProgram before = new WindowProgram(whole.features(), cadence, whole.step(), -50, cut);
            WindowProgram after = new WindowProgram(whole.features(), cadence, whole.step(), cut, 300);

            List<WindowRow> parts = new ArrayList<>(rows(before, visible(before, events)));
            parts.addAll(rows(after, visible(after, events)));

            assertThat(parts)
                    .as("seed %d cut at %d", seed, cut)
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(rows(whole, events));
        }
    }

    @Test
    void nothingOfALargeValueStaysWhenItHasLeft() {
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.FLOAT64);
        WindowProgram program = new WindowProgram(List.of(sum), Cadence.ON_EVENT, 0, 0, 1_000);

        List<WindowRow> rows =
                rows(program, List.of(event(1, 1e300), event(2, 0.1), event(20, 0.1), event(21, 0.2), event(22, 0.3)));

        assertThat(rows.getLast().values()).containsExactly(0.6);
        assertThat(rows.get(2).values()).containsExactly(0.1);
    }

    @Test
    void aSumOfWholeNumbersThatDoesNotFitIsAnErrorOnlyIfTheResultDoesNot() {
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.INT64);
        WindowProgram program = new WindowProgram(List.of(sum), Cadence.ON_EVENT, 0, 0, 1_000);

        List<WindowRow> rows = rows(
                program, List.of(event(1, Long.MAX_VALUE), event(1, 5L), event(1, -6L), event(30, Long.MIN_VALUE)));

        assertThat(rows).extracting(row -> row.values()[0]).containsExactly(Long.MAX_VALUE - 1, Long.MIN_VALUE);
        assertThatThrownBy(() -> rows(program, List.of(event(1, Long.MAX_VALUE), event(2, 1L))))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("does not fit INT64");
    }

    @Test
    void infinitiesAndNanFollowIeeeAndLeaveAgain() {
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.FLOAT64);
        WindowProgram program = new WindowProgram(List.of(sum), Cadence.ON_EVENT, 0, 0, 1_000);

        List<WindowRow> rows = rows(
                program,
                List.of(
                        event(1, Double.POSITIVE_INFINITY),
                        event(5, Double.NEGATIVE_INFINITY),
                        event(12, 1.0),
                        event(30, 2.0)));

        assertThat(rows)
                .extracting(row -> row.values()[0])
                .containsExactly(Double.POSITIVE_INFINITY, Double.NaN, Double.NEGATIVE_INFINITY, 2.0);
    }

    private static Event event(long time, Object value) {
        return new Event(time, time, new Object[] {value}, new boolean[0]);
    }

    private static List<WindowRow> rows(WindowProgram program, List<Event> events) {
        List<WindowRow> rows = new ArrayList<>();
        EntityTimeline timeline = new EntityTimeline(program, rows::add);
        events.forEach(timeline::add);
        timeline.finish();
        return rows;
    }

    /** What a job would read for a range. */
    private static List<Event> visible(WindowProgram program, List<Event> events) {
        return events.stream()
                .filter(event -> event.time() >= program.firstEvent() && event.time() < program.rangeEnd())
                .toList();
    }

    private static List<Event> events(Random random) {
        int count = random.nextInt(25);
        List<Event> events = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            long time = random.nextLong(-120, random.nextBoolean() ? 20 : 299);
            // Both columns hold doubles that no binary fraction is, and ties.
            Object first = random.nextInt(5) == 0 ? null : (Object) (random.nextInt(-40, 40) / 10.0);
            Object second = random.nextInt(5) == 0 ? null : (Object) (random.nextGaussian() * 1e6);
            events.add(new Event(
                    time, time + random.nextInt(100), new Object[] {first, second}, new boolean[] {random.nextBoolean()
                    }));
        }
        events.sort(Comparator.comparingLong(Event::time)
                .thenComparingLong(Event::created)
                .thenComparing(event -> Arrays.toString(event.values())));
        return events;
    }

    private static WindowProgram program(Random random, Cadence cadence, long start, long end) {
        List<WindowedFeature> features = new ArrayList<>();
        for (Function function : Function.values()) {
            int input = function == Function.COUNT && random.nextBoolean() ? -1 : random.nextInt(2);
            int filter = random.nextInt(3) == 0 ? 0 : -1;
            long length = new long[] {1, 10, 10, 37, 90}[random.nextInt(5)];
            features.add(new WindowedFeature(function, input, filter, length, ScalarType.FLOAT64));
        }
        long step = cadence == Cadence.PERIODIC ? new long[] {1, 7, 25, 120}[random.nextInt(4)] : 0;
        return new WindowProgram(features, cadence, step, start, end);
    }
}
