package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.ChangesWriter;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rows that lie ahead, rows that are not available yet and values that change by themselves: every store answers with
 * what holds at the instant of the question, without another write.
 */
public abstract class RowsAheadContract {
    private static final AtomicLong GROUPS = new AtomicLong(System.nanoTime());
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    /** Ahead of the machine's clock, by which Redis forgets: the reader then always decides about ages. */
    private final Instant start = Microseconds.floor(Instant.now()).plusSeconds(300);

    private Instant now = start;
    private SyncStore store;

    protected abstract SyncStore open(InstantSource clock);

    /** The number of random sequences of writes. */
    protected abstract int sequences();

    @BeforeEach
    void openStore() {
        store = open(() -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void t11RowsAreServedWhenTheirTimeHasComeAndNotBefore() {
        FeatureGroup delayed =
                group().availabilityDelay(HOUR).timeToLive(Duration.ofDays(7)).build();
        FeatureGroup ahead = group().build();
        store.write(
                delayed,
                List.of(row(1, start.minus(HOUR.multipliedBy(3)), 105L), row(1, start.minusSeconds(900), 995L)));
        store.write(ahead, List.of(row(2, start.plus(Duration.ofDays(1)), 775L), row(2, start.minus(HOUR), 105L)));

        assertAnswer(delayed, 1, 105L, start.minus(HOUR.multipliedBy(3)));
        assertAnswer(ahead, 2, 105L, start.minus(HOUR));
        now = start.plus(Duration.ofMinutes(45)).minus(MICROSECOND);
        assertAnswer(delayed, 1, 105L, start.minus(HOUR.multipliedBy(3)));
        now = start.plus(Duration.ofMinutes(45));
        assertAnswer(delayed, 1, 995L, start.minusSeconds(900));
        now = start.plus(Duration.ofDays(1)).minus(MICROSECOND);
        assertAnswer(ahead, 2, 105L, start.minus(HOUR));
        now = start.plus(Duration.ofDays(1));
        assertAnswer(ahead, 2, 775L, now);
    }

    @Test
    void entityThatHasOnlyARowAheadIsNotFoundUntilThen() {
        FeatureGroup group = group().build();

        assertThat(store.write(group, List.of(row(1, start.plusSeconds(10), 1L))))
                .isEqualTo(new WriteResult(1, 0, 0));

        assertThat(ask(group, 1).statuses()).containsExactly(Status.NOT_FOUND, Status.NOT_FOUND);
        assertThat(ask(group, 1).eventTimestamp()).isNull();
        now = start.plusSeconds(10);
        assertAnswer(group, 1, 1L, now);
    }

    @Test
    void t10WindowsHoldBetweenEvents() {
        Instant t0 = start.minus(HOUR);
        FeatureGroup group = group().build();
        FeatureGroup forAWeek = group().timeToLive(Duration.ofDays(7)).build();
        Instant halfPast = t0.plus(Duration.ofMinutes(30));
        long base = Microseconds.of(halfPast);
        FeatureRow newest = new FeatureRow(
                key(1),
                halfPast,
                halfPast,
                List.of(2L, 15.0),
                ChangesToCome.writer(base)
                        .track(0, 1)
                        .change(Microseconds.of(t0.plus(HOUR)), 1L, 5.0)
                        .change(Microseconds.of(halfPast.plus(HOUR)), 0L, null)
                        .changes());
        for (FeatureGroup each : List.of(group, forAWeek)) {
            now = start;
            store.write(each, List.of(newest));
        }

        now = t0.plus(HOUR).minus(MICROSECOND);
        assertThat(ask(group, 1).values()).containsExactly(2L, 15.0);
        now = t0.plus(HOUR);
        assertThat(ask(group, 1).values()).containsExactly(1L, 5.0);
        assertThat(ask(group, 1).eventTimestamp()).isEqualTo(now);
        now = t0.plus(Duration.ofMinutes(90));
        assertThat(ask(group, 1).values()).containsExactly(0L, null);
        assertThat(ask(group, 1).statuses()).containsExactly(Status.PRESENT, Status.NULL_VALUE);
        now = t0.plus(Duration.ofDays(20));
        assertThat(ask(group, 1).values()).containsExactly(0L, null);
        assertThat(ask(forAWeek, 1).statuses()).containsOnly(Status.OUTSIDE_MAX_AGE);
        now = t0.plus(Duration.ofMinutes(90)).plus(Duration.ofDays(7));
        assertThat(ask(forAWeek, 1).values()).containsExactly(0L, null);
    }

    @Test
    void nothingIsKnownFromTheHorizonOn() {
        FeatureGroup group = group().availabilityDelay(Duration.ofSeconds(5)).build();
        long base = Microseconds.of(start);
        ChangesToCome changes = ChangesToCome.writer(base)
                .track(0)
                .change(base + 1_000_000, 1L)
                .knownUntil(base + 3_000_000)
                .changes();
        store.write(group, List.of(new FeatureRow(key(1), start, start, Arrays.asList(2L, 0.5), changes)));

        now = start.plusSeconds(8).minus(MICROSECOND);
        assertThat(ask(group, 1).values()).containsExactly(1L, 0.5);
        now = start.plusSeconds(8);
        assertThat(ask(group, 1).values()).containsOnlyNulls();
        assertThat(ask(group, 1).statuses()).containsOnly(Status.OUTSIDE_HORIZON);
    }

    @Test
    void changesFollowTheFeaturesOfTheStoredRowNotThoseOfTheDefinition() {
        FeatureGroup before = group().build();
        long base = Microseconds.of(start);
        ChangesToCome changes =
                ChangesToCome.writer(base).track(1).change(base + 1, 7.5).changes();
        store.write(before, List.of(new FeatureRow(key(1), start, start, Arrays.asList(2L, 0.5), changes)));
        FeatureGroup after = FeatureGroups.of(before.name(), USER)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("sum", ScalarType.FLOAT64, "a sum")
                .feature("added", ScalarType.FLOAT64, "added")
                .sql("SELECT 1")
                .online()
                .build();

        now = start.plus(MICROSECOND);

        assertThat(store.read(after, List.of(key(1)), List.of("sum", "added"))
                        .getFirst()
                        .values())
                .containsExactly(7.5, null);
    }

    @Test
    void scanFindsTheHeadsOfAllRowsAndARowIsTakenOutWhereverItIs() {
        FeatureGroup group = group().build();
        List<FeatureRow> rows =
                List.of(row(1, start, 1L), row(1, start.plusSeconds(10), 2L), row(1, start.plusSeconds(20), 3L));
        store.write(group, rows);

        assertThat(heads(group))
                .containsExactlyElementsOf(
                        rows.stream().map(RowsAheadContract::head).toList());
        assertThat(replace(group, row(1, start.plusSeconds(10), 2L), null)).isEqualTo(1);
        assertThat(replace(group, row(1, start.plusSeconds(10), 2L), null)).isZero();
        assertThat(heads(group)).containsExactly(head(rows.get(0)), head(rows.get(2)));
        assertThat(replace(group, rows.get(0), row(1, start.minusSeconds(5), 9L)))
                .isEqualTo(1);
        assertAnswer(group, 1, 9L, start.minusSeconds(5));
        assertThat(replace(group, rows.get(2), null)).isEqualTo(1);
        assertThat(replace(group, row(1, start.minusSeconds(5), 9L), null)).isEqualTo(1);
        assertThat(heads(group)).isEmpty();
    }

    @Test
    void anyOrderOfWritesAnswersAsAllRowsSorted() {
        for (long seed = 0; seed < sequences(); seed++) {
            new Sequence(seed).run();
        }
    }

    /** A random sequence of writes and takebacks by clocks that disagree, and questions at later instants. */
    private final class Sequence {
        private final Random random;
        private final String description;
        private final FeatureGroup group;
        private final Duration delay;
        private final @Nullable Duration ttl;
        private final List<FeatureRow> rows = new ArrayList<>();
        private Instant latest = start;

        Sequence(long seed) {
            random = new Random(seed);
            description = "seed " + seed;
            delay = Duration.ofSeconds(random.nextInt(2) * random.nextInt(8));
            ttl = random.nextBoolean() ? null : Duration.ofSeconds(15);
            FeatureGroupBuilder builder = group().availabilityDelay(delay);
            group = (ttl == null ? builder : builder.timeToLive(ttl)).build();
        }

        void run() {
            for (int step = 3 + random.nextInt(12); step > 0; step--) {
                now = start.plusSeconds(random.nextInt(20));
                latest = now.isAfter(latest) ? now : latest;
                if (random.nextInt(5) == 0 && !rows.isEmpty()) {
                    takeBack(rows.remove(random.nextInt(rows.size())));
                } else {
                    List<FeatureRow> batch = new ArrayList<>();
                    for (int count = 1 + random.nextInt(3); count > 0; count--) {
                        batch.add(random());
                    }
                    batch.forEach(this::remember);
                    store.write(group, batch);
                }
                if (random.nextInt(3) == 0) {
                    askFrom(latest);
                }
            }
            for (int question = 0; question < 4; question++) {
                askFrom(latest.plusSeconds(random.nextInt(40)));
            }
        }

        /** A row of the same times as another one is a correction of it, and the table then has only the last. */
        private void remember(FeatureRow row) {
            rows.removeIf(other -> head(other).equals(head(row)));
            rows.add(row);
        }

        private FeatureRow random() {
            Instant event = start.plusSeconds(random.nextInt(40) - 10);
            Instant created = start.plusSeconds(random.nextInt(2));
            return new FeatureRow(
                    key(1),
                    event,
                    created,
                    Arrays.asList(random.nextInt(5) == 0 ? null : (Long) random.nextLong(), random.nextDouble()),
                    ttl == null && random.nextBoolean() ? null : changes(Microseconds.of(event)));
        }

        /**
         * With a time to live, changes end at one instant whatever their row: a row that is too old when it is offered
         * is not written, which is right as long as it is kept at least as long as all older ones.
         */
        private @Nullable ChangesToCome changes(long base) {
            if (ttl != null) {
                long end = Microseconds.of(start.plusSeconds(30));
                return base >= end
                        ? null
                        : ChangesToCome.writer(base)
                                .track(0, 1)
                                .change(end, 7L, null)
                                .changes();
            }
            ChangesWriter writer = ChangesToCome.writer(base).track(0);
            for (long second = 1; second < 20; second += 1 + random.nextInt(9)) {
                writer.change(base + second * 1_000_000, random.nextInt(4) == 0 ? null : (Object) second);
            }
            return (random.nextBoolean() ? writer : writer.knownUntil(base + 12_000_000)).changes();
        }

        /** What a sync does with a row that is gone: the row that holds now in its place, and then all rows ahead. */
        private void takeBack(FeatureRow gone) {
            replace(group, gone, held(now));
            List<FeatureRow> ahead = new ArrayList<>(winners().values());
            ahead.removeIf(row -> !row.eventTimestamp().isAfter(now.minus(delay)));
            store.write(group, ahead);
        }

        private TreeMap<Instant, FeatureRow> winners() {
            TreeMap<Instant, FeatureRow> winners = new TreeMap<>();
            rows.stream()
                    .sorted(Comparator.comparing(FeatureRow::createdAt))
                    .forEach(row -> winners.put(row.eventTimestamp(), row));
            return winners;
        }

        private @Nullable FeatureRow held(Instant instant) {
            var found = winners().floorEntry(instant.minus(delay));
            return found == null ? null : found.getValue();
        }

        private void askFrom(Instant instant) {
            now = instant;
            OnlineFeatures answer = ask(group, 1);
            FeatureRow row = held(instant);
            List<Object> values = Arrays.asList(null, null);
            Status status = Status.NOT_FOUND;
            if (row != null) {
                long counted = Microseconds.of(instant.minus(delay));
                ChangesToCome changes = row.changes();
                Instant event =
                        changes == null ? row.eventTimestamp() : Microseconds.toInstant(changes.eventTime(counted));
                status = changes != null && counted >= changes.knownUntil()
                        ? Status.OUTSIDE_HORIZON
                        : ttl != null && Duration.between(event, instant).compareTo(ttl) > 0
                                ? Status.OUTSIDE_MAX_AGE
                                : Status.PRESENT;
                if (status == Status.PRESENT) {
                    values = changes == null
                            ? row.values()
                            : changes.apply(row.values(), List.of(ScalarType.INT64, ScalarType.FLOAT64), counted);
                }
                if (answer.statuses().getFirst() != Status.NOT_FOUND) {
                    assertThat(answer.eventTimestamp()).as(description).isEqualTo(event);
                }
            }
            if (status == Status.PRESENT && values.getFirst() == null) {
                status = Status.NULL_VALUE;
            }
            assertThat(answer.values())
                    .as("%s at %s of %s", description, instant, rows)
                    .isEqualTo(values);
            // A row that was too old when it was offered is not there.
            assertThat(answer.statuses().getFirst())
                    .as("%s at %s of %s", description, instant, rows)
                    .isIn(status, status == Status.OUTSIDE_MAX_AGE ? Status.NOT_FOUND : status);
        }
    }

    protected static FeatureGroupBuilder group() {
        return FeatureGroups.of("a" + GROUPS.incrementAndGet(), USER)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("count", ScalarType.INT64, "a count")
                .feature("sum", ScalarType.FLOAT64, "a sum")
                .sql("SELECT 1")
                .online();
    }

    protected final SyncStore store() {
        return store;
    }

    protected final Instant start() {
        return start;
    }

    private static EntityKey key(long user) {
        return EntityKey.of(USER, user);
    }

    protected static FeatureRow row(long user, Instant time, @Nullable Long count) {
        return new FeatureRow(key(user), time, time, Arrays.asList(count, 0.5));
    }

    private static ValueHead head(FeatureRow row) {
        return new ValueHead(Microseconds.of(row.eventTimestamp()), Microseconds.of(row.createdAt()));
    }

    private long replace(FeatureGroup group, FeatureRow gone, @Nullable FeatureRow next) {
        String key = new String(KeyFormat.key(group, gone.key()), StandardCharsets.UTF_8);
        return store.replace(
                group, List.of(new Replacement(new StoredKey(key, head(gone).bytes()), next)));
    }

    private List<ValueHead> heads(FeatureGroup group) {
        List<ValueHead> heads = new ArrayList<>();
        for (String part : store.parts()) {
            store.stored(group.name(), part)
                    .forEachRemaining(batch -> batch.forEach(
                            stored -> heads.add(ValueHead.read(stored.head()).orElseThrow())));
        }
        heads.sort(Comparator.comparing(ValueHead::eventTimestamp));
        return heads;
    }

    private OnlineFeatures ask(FeatureGroup group, long user) {
        return store.read(group, Collections.singletonList(key(user)), List.of("count", "sum"))
                .getFirst();
    }

    private void assertAnswer(FeatureGroup group, long user, Long count, Instant event) {
        OnlineFeatures answer = ask(group, user);
        assertThat(answer.values()).containsExactly(count, 0.5);
        assertThat(answer.statuses()).containsOnly(Status.PRESENT);
        assertThat(answer.eventTimestamp()).isEqualTo(event);
    }
}
