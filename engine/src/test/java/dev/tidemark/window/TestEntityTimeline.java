package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Cadence;
import dev.tidemark.window.span.SlidingSpan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TestEntityTimeline {
    private static final int CASES = 1_000;

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void everyRowIsWhatTheRuleBookSays(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            WindowProgram program = RandomWindows.program(random, cadence, -50, 300);
            List<Event> events = RandomWindows.events(random);

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
            WindowProgram whole = RandomWindows.program(random, cadence, -50, 300);
            List<Event> events = RandomWindows.events(random);
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
    }

    @Test
    void aRowWhoseSumDoesNotFitIsRefusedAndTheOthersAreNot() {
        WindowedFeature count = new WindowedFeature(Function.COUNT, -1, -1, 10, ScalarType.INT64);
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.INT64);
        WindowProgram program = new WindowProgram(List.of(count, sum), Cadence.ON_EVENT, 0, 0, 1_000);
        List<WindowRow> rows = new ArrayList<>();
        List<RefusedRow> refused = new ArrayList<>();
        EntityTimeline timeline = new EntityTimeline(program, rows::add, refused::add);

        List.of(event(1, Long.MAX_VALUE), event(5, 1L), event(12, 7L)).forEach(timeline::add);
        timeline.finish();

        assertThat(rows).extracting(WindowRow::time).containsExactly(1L, 12L);
        assertThat(rows.getLast().values()).containsExactly(2L, 8L);
        assertThat(refused)
                .containsExactly(new RefusedRow(
                        5, 1, "the sum of whole numbers does not fit INT64; declare the feature FLOAT64"));
    }

    @Test
    void deviationsAreRightFromTheSmallestToTheLargestDoubles() {
        WindowedFeature deviation = new WindowedFeature(Function.STDDEV, 0, -1, 4, ScalarType.FLOAT64);
        WindowProgram program = new WindowProgram(List.of(deviation), Cadence.ON_EVENT, 0, 0, 1_000);
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int decade = random.nextInt(-300, 300);
            List<Event> events = new ArrayList<>();
            for (int time = 1; time <= 12; time++) {
                int away = random.nextInt(3) == 0 ? random.nextInt(-9, 9) : 0;
                double value = Double.parseDouble(
                        "%.15fe%d".formatted(random.nextDouble(-9, 9), Math.clamp(decade + away, -300, 300)));
                events.add(event(time, random.nextInt(9) == 0 ? (Object) random.nextLong() : value));
            }

            for (WindowRow row : rows(program, events)) {
                List<Event> inside = events.stream()
                        .filter(event -> event.time() <= row.time() && event.time() > row.time() - 4)
                        .toList();
                Double expected = deviation(inside);
                Double found = (Double) row.values()[0];
                if (expected == null) {
                    assertThat(found).isNull();
                } else {
                    assertThat(Math.abs(found - expected))
                            .as("seed %d at %d: %s, expected %s", seed, row.time(), found, expected)
                            .isLessThanOrEqualTo(Math.ulp(expected));
                }
            }
        }
    }

    private static Double deviation(List<Event> events) {
        if (events.size() < 2) {
            return null;
        }
        List<BigDecimal> values = events.stream()
                .map(event -> event.values()[0] instanceof Long whole
                        ? BigDecimal.valueOf(whole)
                        : new BigDecimal((Double) event.values()[0]))
                .toList();
        BigDecimal count = BigDecimal.valueOf(values.size());
        BigDecimal total = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        // Times the count, so that nothing is divided before the end.
        BigDecimal spread = values.stream()
                .map(value -> value.multiply(count).subtract(total).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal scale = count.pow(2).multiply(count.subtract(BigDecimal.ONE));
        return spread.divide(scale, new MathContext(60))
                .sqrt(new MathContext(40))
                .doubleValue();
    }

    static Stream<List<Object>> deviations() {
        return Stream.of(
                List.of(1e200, 2e200),
                List.of(1e154, 1.5e154),
                List.of(1e-200, 3e-200),
                List.of(1e-162, 2e-162, 5e-162),
                List.of(1e-150, 1.0000001e-150),
                List.of(Double.MAX_VALUE, Double.MAX_VALUE),
                List.of(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("deviations")
    void aDeviationWhoseSquareHasNoDoubleIsRight(List<Object> values) {
        WindowedFeature deviation = new WindowedFeature(Function.STDDEV, 0, -1, 4, ScalarType.FLOAT64);
        WindowProgram program = new WindowProgram(List.of(deviation), Cadence.ON_EVENT, 0, 0, 1_000);

        List<Event> events = values.stream().map(value -> event(1, value)).toList();

        assertThat(rows(program, events).getLast().values()).containsExactly(deviation(events));
    }

    @Test
    void eventsOfOneInstantCountInOneOrderHoweverTheyCome() {
        List<WindowedFeature> features = List.of(
                new WindowedFeature(Function.LAST, 0, -1, 10, ScalarType.FLOAT64),
                new WindowedFeature(Function.MAX, 0, -1, 10, ScalarType.FLOAT64),
                new WindowedFeature(Function.MIN, 0, -1, 10, ScalarType.FLOAT64),
                new WindowedFeature(Function.COUNT_DISTINCT, 0, -1, 10, ScalarType.FLOAT64));
        WindowProgram program = new WindowProgram(features, Cadence.ON_EVENT, 0, 0, 1_000);
        List<Event> events = new ArrayList<>(List.of(
                event(1, Arrays.asList("red", null)),
                event(1, Arrays.asList("red", null)),
                event(1, Arrays.asList(null, "red")),
                event(1, Arrays.asList("red", "blue")),
                event(1, null)));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(events, new Random(seed));

            assertThat(rows(program, events).getLast().values())
                    .containsExactly(
                            Arrays.asList("red", "blue"), Arrays.asList("red", "blue"), Arrays.asList(null, "red"), 3L);
        }
    }

    @Test
    void ofRepeatsTheOneThatWasCreatedFirstCounts() {
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.FLOAT64);
        WindowProgram program = new WindowProgram(List.of(sum), Cadence.ON_EVENT, 0, 0, 1_000);
        Event later = new Event(10, 20, new Object[] {5.0}, new boolean[0], "e1");
        Event earlier = new Event(10, 15, new Object[] {7.0}, new boolean[0], "e1");

        assertThat(rows(program, List.of(later, earlier)).getLast().values()).containsExactly(7.0);
        assertThat(rows(program, List.of(earlier, later)).getLast().values()).containsExactly(7.0);
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
        EntityTimeline timeline = new EntityTimeline(program, rows::add, refused -> fail(refused.toString()));
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

    @Test
    void listsTakeNaNAndBothZerosAsOneValueEachAndLeaveNullsOut() {
        List<WindowedFeature> features = List.of(
                list(Function.FIRST_N),
                list(Function.LAST_N),
                list(Function.LAST_DISTINCT),
                list(Function.DISTINCT_VALUES),
                list(Function.TOP_K),
                list(Function.IS_NEW));
        WindowProgram program = new WindowProgram(features, Cadence.ON_CHANGE, 0, 0, 1_000);

        List<WindowRow> rows = rows(
                program,
                List.of(
                        event(1, Double.NaN),
                        event(2, -0.0),
                        event(3, 7.0),
                        event(4, Double.NaN),
                        event(5, (Object) null),
                        event(6, 0.0),
                        event(7, 7.0)));

        assertThat(rows.get(6).values())
                .containsExactly(
                        List.of(Double.NaN, -0.0, 7.0),
                        List.of(7.0, 0.0, Double.NaN),
                        List.of(7.0, 0.0, Double.NaN),
                        List.of(0.0, 7.0, Double.NaN),
                        List.of(0.0, 7.0, Double.NaN),
                        false);
        // At 13 the first 7.0 has left, so that the newest one is alone.
        assertThat(rows.get(9).values())
                .containsExactly(
                        List.of(Double.NaN, 0.0, 7.0),
                        List.of(7.0, 0.0, Double.NaN),
                        List.of(7.0, 0.0, Double.NaN),
                        List.of(0.0, 7.0, Double.NaN),
                        List.of(0.0, 7.0, Double.NaN),
                        true);
        assertThat(rows.getLast().values())
                .containsExactly(List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    private static WindowedFeature list(Function function) {
        return new WindowedFeature(function, 0, -1, new SlidingSpan(10, 0), ScalarType.FLOAT64, 3, null);
    }

    @Test
    void aPercentileOfManyValuesIsTheOneOfTheSortedValues() {
        WindowedFeature percentile = new WindowedFeature(
                Function.PERCENTILE, 0, -1, new SlidingSpan(3_000, 0), ScalarType.FLOAT64, 0.9, null);
        WindowProgram program = new WindowProgram(List.of(percentile), Cadence.ON_EVENT, 0, 0, 20_000);
        Random random = new Random(7);
        List<Event> events = new ArrayList<>();
        for (int time = 0; time < 12_000; time++) {
            events.add(event(time, (double) random.nextInt(2_000)));
        }

        List<WindowRow> rows = rows(program, events);

        for (int at : new int[] {0, 511, 1_024, 2_999, 3_000, 11_999}) {
            double[] sorted = events.subList(Math.max(0, at - 2_999), at + 1).stream()
                    .mapToDouble(event -> (Double) event.values()[0])
                    .sorted()
                    .toArray();
            double position = 0.9 * (sorted.length - 1);
            double expected = sorted[(int) position];
            double next = sorted[(int) Math.ceil(position)];
            assertThat(rows.get(at).values())
                    .as("at %d", at)
                    .containsExactly(
                            expected == next
                                    ? expected
                                    : (Math.ceil(position) - position) * expected + (position - (int) position) * next);
        }
    }
}
