package dev.tidemark.window;

import static dev.tidemark.window.RandomWindows.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tidemark.feature.Aggregation.Function;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window.Unit;
import dev.tidemark.time.Microseconds;
import dev.tidemark.window.WindowProgram.Cadence;
import dev.tidemark.window.span.CalendarSpan;
import dev.tidemark.window.span.SlidingSpan;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Days, weeks and months of zones: events leave at midnight there, whatever the clocks do. */
final class TestCalendarWindows {
    private static final int CASES = 60;
    private static final long AWAY = 24 * 20 * HOUR;

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29T01:00:00Z", // an hour is skipped
        "Europe/Berlin, 2026-10-25T01:00:00Z", // an hour comes twice
        "America/Sao_Paulo, 2018-11-04T03:00:00Z", // midnight is skipped
        "America/St_Johns, 2010-11-07T02:31:00Z", // back from 00:01, so that the day before comes again
        "Pacific/Apia, 2011-12-30T10:00:00Z", // a day is skipped
        "Pacific/Kwajalein, 1969-09-30T13:00:00Z", // a day comes twice, before 1970
        "UTC, 2026-01-01T00:00:00Z"
    })
    void everyRowIsWhatTheRuleBookSaysInBatchAndStream(String zone, Instant around) {
        long middle = Microseconds.of(around);
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Cadence cadence = Cadence.values()[random.nextInt(3)];
            WindowProgram program =
                    RandomWindows.calendars(random, cadence, ZoneId.of(zone), middle - AWAY, middle + AWAY);
            List<Event> events = RandomWindows.eventsAround(random, middle, AWAY / 2);
            String subject = "seed %d, %s, %s".formatted(seed, program, events);
            List<WindowRow> expected = WindowReference.rows(program, events);

            assertThat(rows(program, events))
                    .as(subject)
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(expected);
            if (!events.isEmpty()) {
                assertThat(streamed(program, events, middle + AWAY - 1))
                        .as("streamed, " + subject)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aDayThatIsAnHourShorterEndsAnHourEarlier() {
        CalendarSpan today = new CalendarSpan(Unit.DAY, ZoneId.of("Europe/Berlin"));

        assertThat(leaves(today, "2026-03-28T23:00:00Z")).isEqualTo("2026-03-29T22:00:00Z");
        assertThat(leaves(today, "2026-03-28T22:59:59.999999Z")).isEqualTo("2026-03-28T23:00:00Z");
        assertThat(leaves(today, "2026-10-24T22:00:00Z")).isEqualTo("2026-10-25T23:00:00Z");
    }

    @Test
    void aWeekBeginsOnMondayAndAMonthOnItsFirstDay() {
        ZoneId zone = ZoneId.of("Asia/Tokyo");

        assertThat(leaves(new CalendarSpan(Unit.WEEK, zone), "2026-11-29T14:59:59Z"))
                .isEqualTo("2026-11-29T15:00:00Z");
        assertThat(leaves(new CalendarSpan(Unit.WEEK, zone), "2026-11-29T15:00:00Z"))
                .isEqualTo("2026-12-06T15:00:00Z");
        assertThat(leaves(new CalendarSpan(Unit.MONTH, zone), "2026-11-29T15:00:00Z"))
                .isEqualTo("2026-11-30T15:00:00Z");
    }

    @Test
    void clocksThatGoBackOverMidnightDoNotBringTheDayBeforeBack() {
        CalendarSpan today = new CalendarSpan(Unit.DAY, ZoneId.of("America/St_Johns"));

        // At 00:01 of Sunday, 02:31 UTC, it is 23:01 of Saturday again.
        assertThat(leaves(today, "2010-11-07T02:29:59Z")).isEqualTo("2010-11-07T02:30:00Z");
        assertThat(leaves(today, "2010-11-07T02:30:00Z")).isEqualTo("2010-11-08T03:30:00Z");
        assertThat(leaves(today, "2010-11-07T02:45:00Z")).isEqualTo("2010-11-08T03:30:00Z");
    }

    @Test
    void noUnitIsLongerThanItsBound() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            for (Unit unit : Unit.values()) {
                CalendarSpan span = new CalendarSpan(unit, ZoneId.of(zone));
                long start = span.leaves(Microseconds.of(Instant.parse("1840-01-01T00:00:00Z")));
                long end = Microseconds.of(
                        Instant.parse(unit == Unit.DAY ? "1845-01-01T00:00:00Z" : "2030-01-01T00:00:00Z"));
                while (start < end) {
                    long next = span.leaves(start);
                    assertThat(next - start)
                            .as("%s of %s", unit, zone)
                            .isPositive()
                            .isLessThanOrEqualTo(span.reach());
                    start = next;
                }
            }
        }
    }

    private static String leaves(CalendarSpan span, String instant) {
        return Microseconds.toInstant(span.leaves(Microseconds.of(Instant.parse(instant))))
                .toString();
    }

    private static List<WindowRow> rows(WindowProgram program, List<Event> events) {
        List<WindowRow> rows = new ArrayList<>();
        EntityTimeline timeline = new EntityTimeline(program, rows::add, refused -> fail(refused.toString()));
        events.stream()
                .filter(event -> event.time() > program.firstEvent() && event.time() < program.rangeEnd())
                .forEach(timeline::add);
        timeline.finish();
        return rows;
    }

    /** The rows of a stream that takes one event after the other, and then lets time go on. */
    private static List<WindowRow> streamed(WindowProgram program, List<Event> events, long end) {
        LiveEntity entity = new LiveEntity(program);
        List<WindowRow> rows = new ArrayList<>();
        List<HeldEvent> held = List.of();
        OptionalLong upTo = OptionalLong.empty();
        for (List<Event> instant : byInstant(events)) {
            long time = instant.getFirst().time();
            List<HeldEvent> arrived = instant.stream()
                    .map(event -> new HeldEvent(event, event.created()))
                    .toList();
            LiveEntity.Progress progress = entity.advance(held, upTo, arrived, time, time);
            rows.addAll(progress.rows());
            held = progress.held();
            upTo = held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(progress.emittedUpTo());
        }
        rows.addAll(entity.advance(held, upTo, List.of(), end, end).rows());
        rows.removeIf(row -> !program.covers(row.time()));
        return rows;
    }

    private static List<List<Event>> byInstant(List<Event> events) {
        List<List<Event>> instants = new ArrayList<>();
        for (Event event : events) {
            if (instants.isEmpty() || instants.getLast().getFirst().time() != event.time()) {
                instants.add(new ArrayList<>());
            }
            instants.getLast().add(event);
        }
        return instants;
    }

    @Test
    void aLaggedWindowTakesAnEventLateAndLetsItGoLater() {
        WindowedFeature count =
                new WindowedFeature(Function.COUNT, -1, -1, new SlidingSpan(30, 10), ScalarType.INT64, 0, null);
        WindowProgram program = new WindowProgram(List.of(count), Cadence.ON_CHANGE, 0, 0, 1_000);
        Event event = new Event(5, 5, new Object[0], new boolean[0]);

        assertThat(rows(program, List.of(event)))
                .extracting(row -> List.of(row.time(), row.values()[0]))
                .containsExactly(List.of(5L, 0L), List.of(15L, 1L), List.of(45L, 0L));
    }
}
