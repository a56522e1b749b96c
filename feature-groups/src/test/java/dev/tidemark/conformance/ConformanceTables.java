package dev.tidemark.conformance;

import static dev.tidemark.time.Knowledge.asKnown;
import static dev.tidemark.time.Knowledge.asOf;
import static dev.tidemark.time.Knowledge.eventTime;

import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeToLive;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Tables T1 to T6 of the rule book, section 4. Two cases of T5 need more than one group or zone and stand in the tests.
 */
public final class ConformanceTables {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final TimeToLive FOREVER = TimeToLive.unlimited();

    private ConformanceTables() {}

    public static List<ConformanceCase> all() {
        return List.of(
                table(
                        "T1 ties",
                        FOREVER,
                        eventTime(),
                        List.of(
                                row(1001, 10, T0, T0),
                                row(1001, 20, T0, days(1)),
                                row(1002, 30, T0, days(1)),
                                row(1002, 40, days(1), T0)),
                        List.of(at(1001, days(2), 20L), at(1002, days(2), 40L))),
                knowledge("T2 knowledge: event time", eventTime(), 20L, 40L),
                knowledge("T2 knowledge: as known", asKnown(), 10L, 30L),
                knowledge("T2 knowledge: as of", asOf(days(3)), 20L, 40L),
                table(
                        "T2 knowledge: nothing was known",
                        FOREVER,
                        asKnown(),
                        List.of(row(1001, 20, T0, days(2))),
                        List.of(at(1001, days(1), null))),
                table(
                        "T3 small reference",
                        TimeToLive.of(Duration.ofDays(10)),
                        eventTime(),
                        List.of(
                                row(1, 11, day("2023-12-31"), day("2023-12-31")),
                                row(1, 22, day("2024-01-02"), day("2024-01-02")),
                                row(1, 33, day("2024-01-03"), day("2024-01-03")),
                                row(2, 22, day("2023-01-03"), day("2023-01-03")),
                                row(3, 10, day("2024-01-01"), day("2024-01-03")),
                                row(3, 20, day("2024-01-01"), day("2024-01-02"))),
                        List.of(
                                at(1, day("2024-01-01"), 11L),
                                at(1, day("2024-01-02"), 22L),
                                at(2, day("2024-01-01"), null),
                                at(3, day("2024-01-03"), 10L))),
                tolerance("T4 tolerance: none", FOREVER, 1L, 1L, 2L, 6L, 8L),
                tolerance("T4 tolerance: one second", TimeToLive.of(Duration.ofSeconds(1)), null, null, null, 6L, 8L),
                table(
                        "T5 A equal rows",
                        FOREVER,
                        eventTime(),
                        List.of(row(1, 5, T0, T0), row(1, 5, T0, T0)),
                        List.of(at(1, days(1), 5L))),
                table(
                        "T5 B no created column",
                        FOREVER,
                        eventTime(),
                        List.of(row(1, 5, T0, T0), row(1, 7, T0, T0), row(1, 6, T0, T0)),
                        List.of(at(1, days(1), 7L))),
                table(
                        "T5 C composite keys",
                        FOREVER,
                        eventTime(),
                        List.of(
                                new FeatureEntry(List.of(1L, 11L), 100L, T0, T0),
                                new FeatureEntry(List.of(11L, 1L), 200L, T0, T0)),
                        List.of(
                                new SpineEntry(List.of(1L, 11L), days(1), 100L),
                                new SpineEntry(List.of(11L, 1L), days(1), 200L))),
                table(
                        "T5 E edges of the TTL",
                        TimeToLive.of(Duration.ofHours(1)),
                        eventTime(),
                        List.of(row(1, 5, T0, T0)),
                        List.of(
                                at(1, T0.plus(Duration.ofHours(1)), 5L),
                                at(1, T0.plus(Duration.ofHours(1)).plusNanos(1_000), null),
                                at(1, T0, 5L),
                                at(1, T0.minusNanos(1_000), null))),
                table(
                        "T5 F equal spine rows",
                        FOREVER,
                        eventTime(),
                        List.of(row(1, 5, T0, T0)),
                        List.of(at(1, days(1), 5L), at(1, days(1), 5L))),
                table(
                        "T5 H only stale or only future candidates",
                        TimeToLive.of(Duration.ofHours(1)),
                        eventTime(),
                        List.of(row(1, 5, T0, T0), row(2, 6, days(3), days(3))),
                        List.of(at(1, days(1), null), at(2, days(1), null))),
                table(
                        "T5 J null keys and null instants",
                        FOREVER,
                        eventTime(),
                        List.of(row(1, 5, T0, T0), new FeatureEntry(Arrays.asList((Long) null), 9L, T0, T0)),
                        List.of(
                                new SpineEntry(Arrays.asList((Long) null), days(1), null),
                                at(1, null, null),
                                at(1, days(1), 5L))),
                table(
                        "T5 K null in the latest row",
                        FOREVER,
                        eventTime(),
                        List.of(row(1, 5, T0, T0), new FeatureEntry(List.of(1L), null, days(1), days(1))),
                        List.of(at(1, days(2), null))),
                table(
                        "T5 L a TTL of half a second",
                        TimeToLive.of(Duration.ofMillis(500)),
                        eventTime(),
                        List.of(row(1, 5, T0, T0)),
                        List.of(at(1, days(1), null), at(1, T0.plusMillis(500), 5L))),
                late("T6 late: event time", eventTime(), 9L),
                late("T6 late: as known", asKnown(), 1L),
                new ConformanceCase(
                        "availability delay",
                        TimeToLive.of(Duration.ofHours(3)),
                        Duration.ofHours(1),
                        eventTime(),
                        List.of(row(1, 5, T0, T0)),
                        List.of(
                                at(1, T0.plus(Duration.ofHours(1)).minusNanos(1_000), null),
                                at(1, T0.plus(Duration.ofHours(1)), 5L),
                                at(1, T0.plus(Duration.ofHours(3)), 5L),
                                at(1, T0.plus(Duration.ofHours(3)).plusNanos(1_000), null))));
    }

    private static ConformanceCase knowledge(String name, Knowledge knowledge, Long first, Long second) {
        return table(
                name,
                FOREVER,
                knowledge,
                List.of(
                        row(1001, 10, T0, T0),
                        row(1001, 20, T0, days(2)),
                        row(1002, 30, T0, T0),
                        row(1002, 40, T0, days(2))),
                List.of(at(1001, days(1), first), at(1002, days(1), second)));
    }

    /** Times are seconds after T0; the values are the feature's own seconds. */
    private static ConformanceCase tolerance(String name, TimeToLive ttl, Long... expected) {
        return table(
                name,
                ttl,
                eventTime(),
                List.of(second(1, 1), second(2, 2), second(1, 6), second(2, 8), second(1, 10)),
                List.of(
                        at(1, T0.plusSeconds(4), expected[0]),
                        at(1, T0.plusSeconds(5), expected[1]),
                        at(2, T0.plusSeconds(6), expected[2]),
                        at(1, T0.plusSeconds(7), expected[3]),
                        at(2, T0.plusSeconds(8), expected[4])));
    }

    private static FeatureEntry second(long key, long seconds) {
        return row(key, seconds, T0.plusSeconds(seconds), T0.plusSeconds(seconds));
    }

    private static ConformanceCase late(String name, Knowledge knowledge, Long expected) {
        return table(
                name,
                FOREVER,
                knowledge,
                List.of(
                        row(1, 1, T0, T0),
                        row(1, 2, T0.plus(Duration.ofHours(2)), T0.plus(Duration.ofHours(2))),
                        row(1, 9, T0.plus(Duration.ofHours(1)), T0.plus(Duration.ofHours(3)))),
                List.of(at(1, T0.plus(Duration.ofMinutes(90)), expected)));
    }

    private static ConformanceCase table(
            String name, TimeToLive ttl, Knowledge knowledge, List<FeatureEntry> features, List<SpineEntry> spine) {
        return new ConformanceCase(name, ttl, Duration.ZERO, knowledge, features, spine);
    }

    private static FeatureEntry row(long key, long value, Instant event, Instant created) {
        return new FeatureEntry(List.of(key), value, event, created);
    }

    private static SpineEntry at(long key, Instant instant, Long expected) {
        return new SpineEntry(List.of(key), instant, expected);
    }

    private static Instant days(long count) {
        return T0.plus(Duration.ofDays(count));
    }

    private static Instant day(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }
}
