package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Ahead;
import dev.tidemark.window.WindowProgram.Cadence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The last row of an entity says how its values go on, and from when they are not known. */
final class TestComingChanges {
    private static final int CASES = 1_000;
    private static final int PLENTY = 100_000;
    private static final long FAR = 10_000;

    /** The reference divides with more digits than the kernel, which shows in the last bit of a mean. */
    private static final RecursiveComparisonConfiguration NEARLY = RecursiveComparisonConfiguration.builder()
            .withEqualsForType((one, other) -> Math.abs(one - other) <= Math.ulp(one), Double.class)
            .build();

    @ParameterizedTest
    @EnumSource(
            value = Cadence.class,
            names = {"ON_CHANGE", "PERIODIC"})
    void atEveryLaterInstantTheLastRowHasTheValuesOfThatInstant(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            int bytes = random.nextBoolean() ? PLENTY : random.nextInt(20, 300);
            Ahead ahead = new Ahead(random.nextLong(0, 200), bytes);
            WindowProgram program = RandomWindows.program(random, cadence, -50, random.nextLong(0, 300))
                    .with(ahead);
            List<Event> events = RandomWindows.events(random).stream()
                    .filter(event -> event.time() < program.rangeEnd())
                    .toList();
            List<WindowRow> rows = rows(program, events);
            if (!rows.isEmpty()) {
                String described = "seed %d, %s, %s".formatted(seed, program, events);
                assertThat(rows.subList(0, rows.size() - 1)).as(described).allMatch(row -> row.changes() == null);
                assertGoesOn(program, events, rows.getLast(), random, described);
            }
        }
    }

    /** The rows of a run with a far end, from the last row on, are the values at all later instants. */
    private static void assertGoesOn(
            WindowProgram program, List<Event> events, WindowRow last, Random random, String described) {
        WindowProgram far = program.between(last.time(), FAR).with(Ahead.NONE);
        List<WindowRow> later = rows(far, events);
        assertThat(later)
                .as(described)
                .usingRecursiveFieldByFieldElementComparator(NEARLY)
                .isEqualTo(WindowReference.rows(far, events));
        long first = later.size() > 1 ? later.get(1).time() : Long.MAX_VALUE;
        long promised = program.ahead().bytes() == PLENTY && first != Long.MAX_VALUE
                ? first + program.ahead().span()
                : first - 1;
        for (int question = 0; question < 20; question++) {
            long instant = last.time() + random.nextLong(0, 500);
            if (instant <= promised || instant < knownUntil(last)) {
                WindowRow held = later.stream()
                        .filter(row -> row.time() <= instant)
                        .reduce((one, other) -> other)
                        .orElseThrow();
                assertThat(instant).as(described).isLessThan(knownUntil(last));
                assertThat(values(last, instant, held))
                        .as("%s at %d", described, instant)
                        .containsExactly(held.values());
                assertThat(eventTime(last, instant)).as(described).isEqualTo(held.time());
            }
        }
        if (later.getLast().time() <= promised) {
            assertThat(knownUntil(last)).as(described).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void anEntityWhoseWindowsAreEmptyHasNoChanges() {
        WindowProgram program = count(Cadence.ON_CHANGE, 100).with(new Ahead(50, PLENTY));

        assertThat(rows(program, List.of(event(1, 5.0))).getLast()).satisfies(row -> {
            assertThat(row.time()).isEqualTo(11);
            assertThat(row.changes()).isNull();
        });
        assertThat(rows(count(Cadence.ON_EVENT, 5).with(new Ahead(50, PLENTY)), List.of(event(1, 5.0)))
                        .getLast()
                        .changes())
                .isNull();
    }

    @Test
    void noValueIsKnownFromAChangeOnThatCannotBeComputed() {
        WindowedFeature sum = new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.INT64);
        WindowProgram program = new WindowProgram(List.of(sum), Cadence.ON_CHANGE, 0, 0, 4).with(new Ahead(50, PLENTY));
        List<Event> events = List.of(event(1, Long.MIN_VALUE), event(2, Long.MAX_VALUE), event(3, 1L));

        WindowRow last = rows(program, events).getLast();

        assertThat(values(last, 10, last)).containsExactly(0L);
        assertThat(knownUntil(last)).isEqualTo(11);
    }

    private static WindowProgram count(Cadence cadence, long end) {
        return new WindowProgram(
                List.of(new WindowedFeature(Function.COUNT, -1, -1, 10, ScalarType.INT64)), cadence, 0, 0, end);
    }

    private static Event event(long time, @Nullable Object value) {
        return new Event(time, time, new Object[] {value}, new boolean[0]);
    }

    private static List<WindowRow> rows(WindowProgram program, List<Event> events) {
        List<WindowRow> rows = new ArrayList<>();
        EntityTimeline timeline = new EntityTimeline(program, rows::add, refused -> fail(refused.toString()));
        events.forEach(timeline::add);
        timeline.finish();
        return rows;
    }

    private static long knownUntil(WindowRow row) {
        return row.changes() == null
                ? Long.MAX_VALUE
                : ChangesToCome.of(row.changes()).knownUntil();
    }

    private static long eventTime(WindowRow row, long instant) {
        return row.changes() == null
                ? row.time()
                : ChangesToCome.of(row.changes()).eventTime(instant);
    }

    /** @param held has values of the features' types, or nulls where the row must have nulls */
    private static List<@Nullable Object> values(WindowRow row, long instant, WindowRow held) {
        List<@Nullable Object> values = Arrays.asList(row.values());
        List<FeatureType> types =
                Arrays.stream(held.values()).map(TestComingChanges::type).toList();
        return row.changes() == null ? values : ChangesToCome.of(row.changes()).apply(values, types, instant);
    }

    private static FeatureType type(@Nullable Object value) {
        return switch (value) {
            case Long whole -> ScalarType.INT64;
            case Boolean flag -> ScalarType.BOOL;
            case List<?> list -> FeatureType.listOf(ScalarType.FLOAT64);
            case null, default -> ScalarType.FLOAT64;
        };
    }
}
