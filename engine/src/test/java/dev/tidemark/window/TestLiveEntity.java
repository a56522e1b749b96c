package dev.tidemark.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.window.WindowProgram.Cadence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestLiveEntity {
    private static final int CASES = 500;
    private static final long END = 1_000;

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void whateverTheOrderOfArrivalTheNewestRowOfEveryInstantIsTheOneOfTheBatchPath(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            WindowProgram program = RandomWindows.program(random, cadence, -1_000, END + 1);
            List<Event> events = withIds(RandomWindows.events(random));
            Stream stream = new Stream(program);

            stream.run(arrivals(events, random), random);

            List<WindowRow> expected = WindowReference.rows(program, events);
            assertThat(stream.newest.values())
                    .as("seed %d, %s, %s", seed, cadence, events)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("created")
                    .isEqualTo(expected);
            assertThat(stream.held).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Cadence.class)
    void eventsThatComeInOrderGiveTheRowsOfTheBatchPathOnceEach(Cadence cadence) {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            WindowProgram program = RandomWindows.program(random, cadence, -1_000, END + 1);
            List<Event> events = RandomWindows.events(random);
            Stream stream = new Stream(program);

            for (Event event : events) {
                stream.take(List.of(event), event.time() - 1, event.time());
            }
            stream.take(List.of(), END, END + 1_000);

            if (events.stream().map(Event::time).distinct().count() == events.size()) {
                assertThat(stream.emitted)
                        .as("seed %d, %s, %s", seed, cadence, events)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(WindowReference.rows(program, events));
            }
        }
    }

    @Test
    void aRepeatThatWasCreatedEarlierTakesThePlaceOfTheOneThatCameFirst() {
        Stream stream = new Stream(new WindowProgram(
                List.of(new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.FLOAT64)), Cadence.ON_EVENT, 0, 0, 0));

        stream.take(List.of(named(10, 20, 5.0), named(12, 20, 1.0)), 30, 0);
        LiveEntity.Progress later = stream.take(List.of(named(10, 25, 9.0)), 31, 0);
        LiveEntity.Progress earlier = stream.take(List.of(named(10, 15, 7.0)), 35, 0);

        assertThat(later.rows()).isEmpty();
        assertThat(earlier.rows())
                .extracting(row -> List.of(row.time(), row.created(), row.values()[0]))
                .containsExactly(List.of(10L, 35L, 7.0), List.of(12L, 35L, 8.0));
        assertThat(earlier.appended()).isEqualTo(-1);
        assertThat(stream.held).hasSize(2);
    }

    private static Event named(long time, long created, double value) {
        return new Event(time, created, new Object[] {value}, new boolean[0], "e" + time);
    }

    @Test
    void aRowWhoseSumDoesNotFitIsRefusedOnceAndTheRestGoesOn() {
        Stream stream = new Stream(new WindowProgram(
                List.of(new WindowedFeature(Function.SUM, 0, -1, 10, ScalarType.INT64)), Cadence.ON_EVENT, 0, 0, 0));

        LiveEntity.Progress first = stream.take(List.of(whole(10, Long.MAX_VALUE), whole(12, 1)), 30, 0);
        LiveEntity.Progress second = stream.take(List.of(whole(30, 5)), 30, 0);
        LiveEntity.Progress third = stream.take(List.of(whole(31, 6)), 31, 0);

        assertThat(first.rows()).extracting(WindowRow::time).containsExactly(10L);
        assertThat(first.refused()).extracting(RefusedRow::time).containsExactly(12L);
        assertThat(second.refused()).isEmpty();
        assertThat(third.rows()).extracting(row -> row.values()[0]).containsExactly(11L);
    }

    private static Event whole(long time, long value) {
        return new Event(time, time, new Object[] {value}, new boolean[0]);
    }

    @Test
    void aLateEventMakesTheRowsThatItChangesComeAgainCreatedWhenItArrived() {
        Stream stream = new Stream(counting(Cadence.ON_EVENT));

        stream.take(List.of(event(10), event(14), event(30)), 30, 0);
        stream.emitted.clear();
        stream.take(List.of(event(12)), 35, 0);

        assertThat(stream.emitted)
                .extracting(row -> List.of(row.time(), row.created(), row.values()[0]))
                .containsExactly(List.of(12L, 35L, 2L), List.of(14L, 35L, 3L));
    }

    @Test
    void timeAloneEmitsWhatLeavesAndThenTheEntityIsForgotten() {
        Stream stream = new Stream(counting(Cadence.ON_CHANGE));

        LiveEntity.Progress first = stream.take(List.of(event(10), event(14)), 14, 0);
        assertThat(first.nextDue()).isEqualTo(20);
        LiveEntity.Progress second = stream.take(List.of(), 21, 0);
        assertThat(second.rows()).extracting(WindowRow::time).containsExactly(20L);
        assertThat(second.nextDue()).isEqualTo(24);
        LiveEntity.Progress third = stream.take(List.of(), 24, 23);
        assertThat(third.rows()).extracting(row -> row.values()[0]).containsExactly(0L);
        assertThat(third.nextDue()).isEqualTo(Long.MAX_VALUE);
        assertThat(third.held()).isNotEmpty();

        assertThat(stream.take(List.of(), 24, 24).held()).isEmpty();
    }

    @Test
    void onlyWhatARowCanStillNeedIsHeld() {
        Stream stream = new Stream(counting(Cadence.ON_EVENT));
        for (long time = 0; time < 10_000; time++) {
            stream.take(List.of(event(time)), time, time - 5);
        }
        assertThat(stream.held).hasSizeLessThan(25);
    }

    private static WindowProgram counting(Cadence cadence) {
        return new WindowProgram(
                List.of(new WindowedFeature(Function.COUNT, -1, -1, 10, ScalarType.INT64)), cadence, 0, 0, 0);
    }

    private static Event event(long time) {
        return new Event(time, time, new Object[0], new boolean[0]);
    }

    private static List<Event> withIds(List<Event> events) {
        List<Event> named = new ArrayList<>();
        for (Event event : events.stream().sorted(EventOrder.INSTANCE).toList()) {
            named.add(
                    new Event(event.time(), event.created(), event.values(), event.filters(), "event " + named.size()));
        }
        return named;
    }

    /**
     * All events, some of them twice, some with other values written later, in an order that has little to do with
     * time.
     */
    private static List<Event> arrivals(List<Event> events, Random random) {
        List<Event> arrivals = new ArrayList<>(events);
        events.stream().filter(event -> random.nextInt(4) == 0).forEach(arrivals::add);
        events.stream()
                .filter(event -> random.nextInt(4) == 0)
                .map(event -> new Event(
                        event.time(),
                        event.created() + random.nextInt(1, 9),
                        new Object[] {random.nextDouble(), null},
                        event.filters(),
                        event.id()))
                .forEach(arrivals::add);
        Collections.shuffle(arrivals, random);
        return arrivals;
    }

    /** What Spark keeps between batches, and what readers of the rows see. */
    private static final class Stream {
        private final LiveEntity entity;
        private final List<WindowRow> emitted = new ArrayList<>();
        private final Map<Long, WindowRow> newest = new TreeMap<>();
        private List<HeldEvent> held = List.of();
        private OptionalLong emittedUpTo = OptionalLong.empty();

        private Stream(WindowProgram program) {
            this.entity = new LiveEntity(program);
        }

        private void run(List<Event> arrivals, Random random) {
            int from = 0;
            long now = -200;
            while (from < arrivals.size()) {
                int to = Math.min(arrivals.size(), from + 1 + random.nextInt(5));
                long watermark = arrivals.subList(from, arrivals.size()).stream()
                        .mapToLong(Event::time)
                        .min()
                        .orElseThrow();
                now += random.nextInt(100);
                take(arrivals.subList(from, to), now, watermark);
                from = to;
            }
            take(List.of(), END, END * 2);
        }

        private LiveEntity.Progress take(List<Event> arrived, long now, long watermark) {
            List<HeldEvent> events = arrived.stream()
                    .map(event -> new HeldEvent(event, event.created()))
                    .toList();
            LiveEntity.Progress progress = entity.advance(held, emittedUpTo, events, now, watermark);
            held = progress.held();
            emittedUpTo = held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(progress.emittedUpTo());
            for (WindowRow row : progress.rows()) {
                emitted.add(row);
                WindowRow before = newest.put(row.time(), row);
                if (before != null) {
                    assertThat(row.created()).isGreaterThan(before.created());
                }
            }
            return progress;
        }
    }
}
