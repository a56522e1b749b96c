package dev.tidemark.window;

import dev.tidemark.feature.Window.Unit;
import dev.tidemark.time.Microseconds;
import dev.tidemark.window.span.CalendarSpan;
import dev.tidemark.window.span.LongestSpan;
import dev.tidemark.window.span.SlidingSpan;
import dev.tidemark.window.span.WindowSpan;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rule book's section on windows, too slow to be wrong: every row is computed from all events. */
final class WindowReference {
    private WindowReference() {}

    static List<WindowRow> rows(WindowProgram program, List<Event> events) {
        List<WindowRow> rows = new ArrayList<>();
        for (long instant : instants(program, events)) {
            if (program.covers(instant)) {
                rows.add(row(program, events, instant));
            }
        }
        return rows;
    }

    private static TreeSet<Long> instants(WindowProgram program, List<Event> events) {
        TreeSet<Long> instants = new TreeSet<>();
        for (Event event : events) {
            switch (program.cadence()) {
                case ON_EVENT -> instants.add(event.time());
                case ON_CHANGE -> {
                    instants.add(event.time());
                    windowed(program).forEach(feature -> {
                        instants.add(enters(feature.span(), event.time()));
                        instants.add(leaves(feature.span(), event.time()));
                    });
                }
                case PERIODIC -> {
                    long step = program.step();
                    long first = Math.ceilDiv(event.time(), step) * step;
                    long afterLast = Math.ceilDiv(lastLeaving(program, event), step) * step;
                    for (long at = first; at <= afterLast; at += step) {
                        instants.add(at);
                    }
                }
            }
        }
        return instants;
    }

    private static Stream<WindowedFeature> windowed(WindowProgram program) {
        return program.features().stream()
                .filter(WindowedFeature.class::isInstance)
                .map(WindowedFeature.class::cast);
    }

    private static long lastLeaving(WindowProgram program, Event event) {
        return windowed(program)
                .mapToLong(feature -> leaves(feature.span(), event.time()))
                .max()
                .orElseThrow();
    }

    private static long enters(WindowSpan span, long time) {
        return span instanceof SlidingSpan sliding ? time + sliding.lag() : time;
    }

    private static long leaves(WindowSpan span, long time) {
        return switch (span) {
            case SlidingSpan(long length, long lag) -> time + lag + length;
            case CalendarSpan(Unit unit, ZoneId zone) -> nextBeginning(unit, zone, time);
            case LongestSpan longest -> throw new IllegalArgumentException("Nobody declares this");
        };
    }

    /** The first of all beginnings of the unit that is after an instant. */
    private static long nextBeginning(Unit unit, ZoneId zone, long time) {
        LocalDate about = Microseconds.toInstant(time).atZone(zone).toLocalDate();
        return about.minusDays(3)
                .datesUntil(about.plusDays(40))
                .filter(day -> switch (unit) {
                    case DAY -> true;
                    case WEEK -> day.getDayOfWeek() == DayOfWeek.MONDAY;
                    case MONTH -> day.getDayOfMonth() == 1;
                })
                .mapToLong(day -> Microseconds.of(day.atStartOfDay(zone).toInstant()))
                .filter(beginning -> beginning > time)
                .min()
                .orElseThrow();
    }

    private static WindowRow row(WindowProgram program, List<Event> events, long instant) {
        @Nullable Object[] values = new Object[program.features().size()];
        for (int position = 0; position < values.length; position++) {
            values[position] = switch (program.features().get(position)) {
                case WindowedFeature feature -> value(feature, events, instant);
                case DerivedFeature derived -> derived.derivation().value(values);
            };
        }
        long created = events.stream()
                .filter(event -> event.time() <= instant && lastLeaving(program, event) > instant)
                .mapToLong(Event::created)
                .max()
                .orElse(instant);
        return new WindowRow(instant, Math.max(created, instant), values);
    }

    private static @Nullable Object value(WindowedFeature feature, List<Event> events, long instant) {
        WindowedFeature divisor = feature.denominator();
        if (divisor != null) {
            Object above = plain(feature, events, instant);
            Object below = plain(divisor, events, instant);
            return above == null || below == null || number(below) == 0
                    ? null
                    : (Object) (number(above) / number(below));
        }
        return plain(feature, events, instant);
    }

    private static @Nullable Object plain(WindowedFeature feature, List<Event> events, long instant) {
        List<Event> inside = events.stream()
                .filter(event -> enters(feature.span(), event.time()) <= instant)
                .filter(event -> leaves(feature.span(), event.time()) > instant)
                .filter(event -> feature.filter() < 0 || event.filters()[feature.filter()])
                .toList();
        if (feature.input() < 0) {
            return (long) inside.size();
        }
        List<Object> values = inside.stream()
                .map(event -> event.values()[feature.input()])
                .filter(Objects::nonNull)
                .toList();
        return switch (feature.function()) {
            case COUNT -> (long) values.size();
            case COUNT_DISTINCT ->
                values.stream().map(WindowReference::canonical).distinct().count();
            case MIN ->
                values.stream()
                        .min(Comparator.comparingDouble(WindowReference::number))
                        .orElse(null);
            case MAX ->
                values.stream()
                        .max(Comparator.comparingDouble(WindowReference::number))
                        .orElse(null);
            case LAST -> values.isEmpty() ? null : values.getLast();
            case FIRST -> values.isEmpty() ? null : values.getFirst();
            case FIRST_N -> values.stream().limit((long) feature.parameter()).toList();
            case LAST_N ->
                values.reversed().stream().limit((long) feature.parameter()).toList();
            case LAST_DISTINCT ->
                values.reversed().stream()
                        .map(WindowReference::canonical)
                        .distinct()
                        .limit((long) feature.parameter())
                        .toList();
            case DISTINCT_VALUES ->
                values.stream()
                        .map(WindowReference::canonical)
                        .distinct()
                        .sorted(Comparator.comparingDouble(WindowReference::number))
                        .limit((long) feature.parameter())
                        .toList();
            case TOP_K ->
                values.stream()
                        .map(WindowReference::canonical)
                        .distinct()
                        .sorted(Comparator.comparingDouble(WindowReference::number))
                        .sorted(Comparator.comparingInt(value -> -occurrences(values, value)))
                        .limit((long) feature.parameter())
                        .toList();
            case IS_NEW -> values.isEmpty() ? null : (Object) (occurrences(values, canonical(values.getLast())) == 1);
            case PERCENTILE -> values.isEmpty() ? null : (Object) percentile(values, feature.parameter());
            case SUM -> values.isEmpty() ? null : (Object) sum(values).doubleValue();
            case AVG -> values.isEmpty() ? null : (Object) mean(values).doubleValue();
            case STDDEV -> values.size() < 2 ? null : (Object) deviation(values);
        };
    }

    private static Object canonical(Object value) {
        return number(value) == 0 ? 0.0 : value;
    }

    private static int occurrences(List<Object> values, Object wanted) {
        return (int)
                values.stream().filter(value -> canonical(value).equals(wanted)).count();
    }

    private static double percentile(List<Object> values, double fraction) {
        double[] sorted =
                values.stream().mapToDouble(WindowReference::number).sorted().toArray();
        double position = fraction * (sorted.length - 1);
        double least = sorted[(int) Math.floor(position)];
        double greatest = sorted[(int) Math.ceil(position)];
        return Double.compare(least, greatest) == 0
                ? least
                : (Math.ceil(position) - position) * least + (position - Math.floor(position)) * greatest;
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static BigDecimal sum(List<Object> values) {
        return values.stream().map(value -> new BigDecimal(number(value))).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal mean(List<Object> values) {
        return sum(values).divide(BigDecimal.valueOf(values.size()), new MathContext(60));
    }

    private static double deviation(List<Object> values) {
        BigDecimal mean = mean(values);
        BigDecimal squares = values.stream()
                .map(value -> new BigDecimal(number(value)).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return Math.sqrt(squares.divide(BigDecimal.valueOf(values.size() - 1), new MathContext(60))
                .doubleValue());
    }
}
