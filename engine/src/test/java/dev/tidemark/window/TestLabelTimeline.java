package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Cadence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestLabelTimeline {
    private static final int CASES = 2_000;

    @Test
    void valuesBetweenEventsAreThoseOfTheRuleBook() {
        long hour = 3_600_000_000L;
        WindowProgram program = new WindowProgram(
                List.of(
                        new WindowedFeature(Function.COUNT, -1, -1, hour, ScalarType.FLOAT64),
                        new WindowedFeature(Function.SUM, 0, -1, hour, ScalarType.FLOAT64),
                        new WindowedFeature(Function.AVG, 0, -1, hour, ScalarType.FLOAT64)),
                Cadence.ON_CHANGE,
                0,
                0,
                1);
        List<Event> events = List.of(event(0, 0, 10.0), event(hour / 2, hour / 2, 5.0));
        Labels unlimited = new Labels(program, 0, Long.MAX_VALUE, false);
        Labels weekly = new Labels(program, 0, 7 * 24 * hour, false);

        List<Long> instants = List.of(-1L, 0L, hour / 2, hour - 1, hour, hour * 3 / 2, 20 * 24 * hour);

        assertThat(unlimited.byTimeline(events, instants))
                .containsExactly(
                        null,
                        List.of(1L, 10.0, 10.0),
                        List.of(2L, 15.0, 7.5),
                        List.of(2L, 15.0, 7.5),
                        List.of(1L, 5.0, 5.0),
                        Arrays.asList(0L, null, null),
                        Arrays.asList(0L, null, null));
        assertThat(weekly.byTimeline(events, instants).getLast()).isNull();
        // The time to live counts from the row at which the last event left.
        long end = hour * 3 / 2 + 7 * 24 * hour;
        assertThat(weekly.byTimeline(events, List.of(end, end + 1)))
                .containsExactly(Arrays.asList(0L, null, null), null);
    }

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void everyLabelHasTheValuesOfTheNewestRowBitForBit(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Labels labels = Labels.random(random, cadence, false);
            List<Event> events = oddEvents(random);
            List<Long> instants = instants(random);

            assertThat(labels.byTimeline(events, instants))
                    .as("seed %d, %s, %s", seed, labels, events)
                    .isEqualTo(labels.byBatch(events, instants));
        }
    }

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void aLabelSeesOnlyTheEventsKnownAtItsInstant(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Labels labels = Labels.random(random, cadence, true);
            List<Event> events = oddEvents(random);
            List<Long> instants = instants(random);

            assertThat(labels.byTimeline(events, instants))
                    .as("seed %d, %s, %s", seed, labels, events)
                    .isEqualTo(labels.byBatch(events, instants));
        }
    }

    @Test
    void memoryIsThatOfTheLongestWindow() {
        WindowProgram program = new WindowProgram(
                List.of(new WindowedFeature(Function.COUNT, -1, -1, 100, ScalarType.FLOAT64)),
                Cadence.ON_CHANGE,
                0,
                0,
                1);
        LabelTimeline timeline = new LabelTimeline(program, List.of(0), 0, Long.MAX_VALUE, refused -> {});
        for (long time = 0; time < 2_000_000; time++) {
            // Every second event comes late, by half of a window.
            timeline.add(event(time % 2 == 0 ? time : time - 50, time, 1.0), time);
        }

        assertThat(timeline.held()).isLessThan(1_000);
        assertThat(timeline.at(2_000_000)).containsExactly(49L + 25L);
    }

    @Test
    void eventsAndLabelsInAnotherOrderAreRefused() {
        LabelTimeline timeline = new LabelTimeline(
                new WindowProgram(
                        List.of(new WindowedFeature(Function.COUNT, -1, -1, 100, ScalarType.FLOAT64)),
                        Cadence.ON_CHANGE,
                        0,
                        0,
                        1),
                List.of(0),
                0,
                Long.MAX_VALUE,
                refused -> {});
        timeline.at(10);

        assertThatThrownBy(() -> timeline.add(event(5, 5, 1.0), 5)).hasMessage("Event visible at 5 after 10");
        assertThatThrownBy(() -> timeline.at(9)).hasMessage("Label at 9 after 10");
    }

    private static Event event(long time, long created, double value) {
        return new Event(time, created, new Object[] {value}, new boolean[0]);
    }

    private static List<Long> instants(Random random) {
        List<Long> instants = new ArrayList<>();
        for (int number = random.nextInt(12); number > 0; number--) {
            instants.add(random.nextLong(-150, random.nextBoolean() ? 100 : 500));
            if (random.nextInt(4) == 0) {
                instants.add(instants.getLast());
            }
        }
        instants.sort(null);
        return instants;
    }

    /** Events with late ones, ties, repeats, nulls and numbers that are not finite. */
    private static List<Event> oddEvents(Random random) {
        List<Event> events = new ArrayList<>();
        for (Event event : RandomWindows.events(random)) {
            @Nullable Object[] values = event.values().clone();
            if (random.nextInt(4) == 0) {
                values[0] = new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0}[random.nextInt(3)];
            }
            String id = random.nextInt(3) == 0 ? null : "id" + random.nextInt(3);
            Event odd = new Event(event.time(), event.created(), values, event.filters(), id);
            events.add(odd);
            if (random.nextInt(4) == 0) {
                events.add(new Event(odd.time(), odd.created() + random.nextInt(30), values, odd.filters(), id));
            }
        }
        return events;
    }

    /**
     * One question in several ways.
     *
     * @param asKnown whether a label sees only events that were created by its instant
     */
    private record Labels(WindowProgram program, long delay, long timeToLive, boolean asKnown) {
        static Labels random(Random random, Cadence cadence, boolean asKnown) {
            return new Labels(
                    RandomWindows.program(random, cadence, -10_000, 10_000),
                    random.nextBoolean() ? 0 : random.nextInt(30),
                    random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(60),
                    asKnown);
        }

        List<@Nullable List<@Nullable Object>> byTimeline(List<Event> events, List<Long> instants) {
            List<Event> arriving = new ArrayList<>(events);
            arriving.sort(Comparator.comparingLong(this::visible).thenComparingLong(Event::time));
            LabelTimeline timeline = new LabelTimeline(program, all(), delay, timeToLive, refused -> {
                throw new AssertionError(refused);
            });
            List<@Nullable List<@Nullable Object>> values = new ArrayList<>();
            int next = 0;
            for (long instant : instants) {
                while (next < arriving.size() && visible(arriving.get(next)) <= instant) {
                    Event event = arriving.get(next++);
                    timeline.add(event, visible(event));
                }
                values.add(list(timeline.at(instant)));
            }
            return values;
        }

        private List<Integer> all() {
            return Stream.iterate(0, position -> position + 1)
                    .limit(program.features().size())
                    .toList();
        }

        private long visible(Event event) {
            long row = program.step() == 0 ? event.time() : Math.ceilDiv(event.time(), program.step()) * program.step();
            return asKnown ? Math.max(row + delay, event.created()) : row + delay;
        }

        /** Computes the rows of the batch path anew for each label, from the events that it sees. */
        List<@Nullable List<@Nullable Object>> byBatch(List<Event> events, List<Long> instants) {
            List<@Nullable List<@Nullable Object>> values = new ArrayList<>();
            for (long instant : instants) {
                List<WindowRow> rows = new ArrayList<>();
                EntityTimeline timeline = new EntityTimeline(program, rows::add, refused -> {
                    throw new AssertionError(refused);
                });
                known(events, instant).forEach(timeline::add);
                timeline.finish();
                values.add(newest(rows, instant));
            }
            return values;
        }

        private List<Event> known(List<Event> events, long instant) {
            return events.stream()
                    .filter(event -> !asKnown || event.created() <= instant)
                    .sorted(EventOrder.INSTANCE)
                    .toList();
        }

        private static @Nullable List<@Nullable Object> list(@Nullable Object @Nullable [] values) {
            return values == null ? null : Arrays.asList(values);
        }

        private @Nullable List<@Nullable Object> newest(List<WindowRow> rows, long instant) {
            TreeSet<WindowRow> before = new TreeSet<>(Comparator.comparingLong(WindowRow::time));
            rows.stream().filter(row -> row.time() + delay <= instant).forEach(before::add);
            return before.isEmpty() || instant - before.last().time() > timeToLive
                    ? null
                    : list(before.last().values());
        }
    }
}
