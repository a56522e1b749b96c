package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Cadence;
import java.util.ArrayList;
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
}
