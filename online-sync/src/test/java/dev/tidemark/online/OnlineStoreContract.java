package dev.tidemark.online;

import static dev.tidemark.online.Status.NOT_FOUND;
import static dev.tidemark.online.Status.NULL_VALUE;
import static dev.tidemark.online.Status.OUTSIDE_MAX_AGE;
import static dev.tidemark.online.Status.PRESENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every promise of the online store, kept by every implementation. */
public abstract class OnlineStoreContract {
    private static final AtomicLong GROUPS = new AtomicLong(System.nanoTime());

    /**
     * The reader's clock stands a minute ahead of the real one: Redis's own expiry, which follows the real one, then
     * never comes first, and what is served at the edge of a TTL is decided to the microsecond by the reader.
     */
    private Instant now = Microseconds.floor(Instant.now()).plusSeconds(60);

    private OnlineStore store;

    protected abstract OnlineStore open(InstantSource clock);

    @BeforeEach
    void openStore() {
        store = open(() -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void t6ALateRowNeverReplacesANewerOne() {
        FeatureGroup group = group().build();
        Instant t0 = now.minus(Duration.ofHours(6));

        store.write(group, List.of(row(1, 1L, t0, t0)));
        store.write(group, List.of(row(1, 2L, t0.plus(Duration.ofHours(2)), t0.plus(Duration.ofHours(2)))));
        store.write(group, List.of(row(1, 9L, t0.plus(Duration.ofHours(1)), t0.plus(Duration.ofHours(3)))));

        assertThat(value(group, 1)).isEqualTo(2L);
    }

    @Test
    void t7EachEntityHasItsNewestValueAndItsStatus() {
        FeatureGroup group = group().build();
        store.write(
                group,
                List.of(
                        row(1, 1L, now.minus(Duration.ofHours(4))),
                        row(1, 3L, now.minus(Duration.ofHours(3))),
                        row(3, 4L, now.minus(Duration.ofHours(4)))));
        assertThat(statuses(group, 1, 2, 3)).containsExactly(PRESENT, NOT_FOUND, PRESENT);
        assertThat(value(group, 1)).isEqualTo(3L);
        assertThat(value(group, 3)).isEqualTo(4L);

        store.write(group, List.of(row(2, null, now), row(3, 5L, now.minus(Duration.ofHours(1)))));

        assertThat(statuses(group, 1, 2, 3)).containsExactly(PRESENT, NULL_VALUE, PRESENT);
        assertThat(value(group, 2)).isNull();
        assertThat(value(group, 3)).isEqualTo(5L);
    }

    @Test
    void t8AWriteReplacesOnlyWhatIsOlderOrWasCorrected() {
        FeatureGroup group = group().build();
        Instant t = now.minus(Duration.ofHours(2));

        assertThat(store.write(group, List.of(row(1, 1L, t)))).isEqualTo(new WriteResult(1, 0, 0));
        assertThat(store.write(group, List.of(row(1, 2L, t.minus(Duration.ofHours(1))))))
                .isEqualTo(new WriteResult(0, 1, 0));
        assertThat(value(group, 1)).isEqualTo(1L);
        assertThat(store.write(group, List.of(row(1, 3L, t.plusSeconds(1))))).isEqualTo(new WriteResult(1, 0, 0));
        assertThat(value(group, 1)).isEqualTo(3L);

        assertThat(store.write(group, List.of(row(1, 4L, t.plusSeconds(1), t.plusSeconds(9)))))
                .isEqualTo(new WriteResult(1, 0, 0));
        assertThat(store.write(group, List.of(row(1, 4L, t.plusSeconds(1), t.plusSeconds(9)))))
                .isEqualTo(new WriteResult(0, 1, 0));
        assertThat(value(group, 1)).isEqualTo(4L);
        assertThat(store.write(group, List.of(row(1, 5L, t.plusSeconds(1), t.plusSeconds(9)))))
                .isEqualTo(new WriteResult(1, 0, 0));
        assertThat(value(group, 1)).isEqualTo(5L);
    }

    @Test
    void t8ABatchInAnyOrderEndsWithTheNewest() {
        for (long seed = 0; seed < 20; seed++) {
            FeatureGroup group = group().build();
            List<FeatureRow> rows = new ArrayList<>();
            for (long number = 0; number < 50; number++) {
                rows.add(row(1, number, now.minusSeconds(1_000 - number)));
            }
            Collections.shuffle(rows, new Random(seed));

            store.write(group, rows);

            assertThat(value(group, 1)).as("seed %d", seed).isEqualTo(49L);
        }
    }

    @Test
    void timesBefore1970AndAcrossItAreInOrder() {
        FeatureGroup group = group().build();
        List<String> times = List.of(
                "1969-12-31T23:59:59.999999Z",
                "1900-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999998Z");
        long number = 0;
        for (String time : times) {
            store.write(group, List.of(row(1, number++, Instant.parse(time))));
        }
        assertThat(value(group, 1)).isEqualTo(2L);
    }

    @Test
    void concurrentWritersAlwaysEndWithTheNewest() throws Exception {
        FeatureGroup group = group().build();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writers = new ArrayList<>();
            for (long writer = 0; writer < 4; writer++) {
                Random random = new Random(writer);
                writers.add(threads.submit(() -> {
                    for (int turn = 0; turn < 40; turn++) {
                        long age = random.nextInt(1_000);
                        store.write(group, List.of(row(turn % 4, -age, now.minusSeconds(age))));
                    }
                    store.write(group, List.of(row(0, 7L, now), row(1, 7L, now), row(2, 7L, now), row(3, 7L, now)));
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        for (long entity = 0; entity < 4; entity++) {
            assertThat(value(group, entity)).isEqualTo(7L);
        }
    }

    @Test
    void aValueIsServedUntilExactlyItsTimeToLive() {
        FeatureGroup group = group().timeToLive(Duration.ofHours(1)).build();
        store.write(
                group,
                List.of(
                        row(1, 1L, now.minus(Duration.ofHours(1))),
                        row(2, 2L, now.minus(Duration.ofHours(1)).plusNanos(1_000)),
                        row(3, 3L, now)));

        assertThat(statuses(group, 1, 2, 3)).containsExactly(PRESENT, PRESENT, PRESENT);
        now = now.plusNanos(1_000);
        assertThat(statuses(group, 1, 2, 3)).containsExactly(OUTSIDE_MAX_AGE, PRESENT, PRESENT);
        assertThat(value(group, 1)).isNull();
        now = now.plusNanos(1_000);
        assertThat(statuses(group, 1, 2, 3)).containsExactly(OUTSIDE_MAX_AGE, OUTSIDE_MAX_AGE, PRESENT);
    }

    @Test
    void anExpiredRowIsNotWrittenAndLeavesANewerOneAlone() {
        FeatureGroup group = group().timeToLive(Duration.ofHours(1)).build();
        store.write(group, List.of(row(1, 1L, now)));

        assertThat(store.write(
                        group,
                        List.of(
                                row(1, 2L, now.minus(Duration.ofHours(2))),
                                row(2, 2L, now.minus(Duration.ofHours(2))))))
                .isEqualTo(new WriteResult(0, 0, 2));

        assertThat(value(group, 1)).isEqualTo(1L);
        assertThat(statuses(group, 2)).containsExactly(NOT_FOUND);
    }

    @Test
    void aTimeToLiveOfHalfASecondIsHalfASecond() {
        FeatureGroup group = group().timeToLive(Duration.ofMillis(500)).build();

        store.write(group, List.of(row(1, 1L, now.minus(Duration.ofMillis(501)))));

        assertThat(statuses(group, 1)).containsExactly(NOT_FOUND);
    }

    @Test
    void aNullInTheNewestRowStaysNull() {
        FeatureGroup group = group().build();
        store.write(group, List.of(row(1, 5L, now.minusSeconds(2)), row(1, null, now.minusSeconds(1))));

        assertThat(statuses(group, 1)).containsExactly(NULL_VALUE);
    }

    @Test
    void compositeKeysThatLookAlikeAreDifferent() {
        Entity pair = Entity.composite(
                "pair", "Two texts", new JoinKey("a", ScalarType.STRING), new JoinKey("b", ScalarType.STRING));
        FeatureGroup group = group(pair).build();
        List<EntityKey> keys = List.of(
                EntityKey.of(pair, "a:b", "c"),
                EntityKey.of(pair, "a", "b:c"),
                EntityKey.of(pair, "a%3Ab", "c"),
                EntityKey.of(pair, "{a", "b}:c"),
                EntityKey.of(pair, "", "a:b:c"));
        List<FeatureRow> rows = new ArrayList<>();
        keys.forEach(key -> rows.add(new FeatureRow(key, now, now, List.of((long) rows.size()))));

        store.write(group, rows);

        assertThat(store.read(group, keys, List.of("value")))
                .extracting(answer -> answer.values().getFirst())
                .containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void everyTypeComesBackAsItWasWritten() {
        FeatureGroup group = group().feature("a", ScalarType.BOOL, "a")
                .feature("b", ScalarType.INT32, "b")
                .feature("c", ScalarType.FLOAT32, "c")
                .feature("d", ScalarType.FLOAT64, "d")
                .feature("e", ScalarType.STRING, "e")
                .feature("f", ScalarType.BYTES, "f")
                .feature("g", ScalarType.TIMESTAMP, "g")
                .feature("h", FeatureType.listOf(ScalarType.FLOAT64), "h")
                .build();
        List<Object> values = Arrays.asList(
                Long.MIN_VALUE,
                true,
                -7,
                1.1f,
                Double.NEGATIVE_INFINITY,
                "ü\u0000",
                new byte[] {0, -1},
                now,
                List.of(1.5, -0.0));
        EntityKey key = key(1);

        store.write(group, List.of(new FeatureRow(key, now, now, values)));
        OnlineFeatures answer =
                store.read(group, List.of(key), group.featureNames()).getFirst();

        assertThat(answer.values()).usingRecursiveComparison().isEqualTo(values);
        assertThat(answer.eventTimestamp()).isEqualTo(now);
        assertThat(answer.statuses()).containsOnly(PRESENT);
    }

    @Test
    void answersComeInTheOrderOfTheQuestion() {
        FeatureGroup group =
                group().feature("other", ScalarType.STRING, "other").build();
        List<FeatureRow> rows = new ArrayList<>();
        for (long entity = 0; entity < 300; entity++) {
            rows.add(new FeatureRow(key(entity), now, now, List.of(entity, "e" + entity)));
        }
        store.write(group, rows);
        List<EntityKey> keys =
                new ArrayList<>(rows.stream().map(FeatureRow::key).toList());
        Collections.shuffle(keys, new Random(3));

        List<OnlineFeatures> answers = store.read(group, keys, List.of("other", "value"));

        assertThat(answers).extracting(OnlineFeatures::key).isEqualTo(keys);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.values())
                        .containsExactly(
                                "e" + answer.key().values().getFirst(),
                                answer.key().values().getFirst()));
    }

    @Test
    void aFeatureThatTheStoredRowDoesNotKnowYetIsNull() {
        FeatureGroup before = group().build();
        store.write(before, List.of(row(1, 5L, now)));
        FeatureGroup after = FeatureGroups.of(before.name(), before.entity())
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("added", ScalarType.STRING, "added")
                .feature("value", ScalarType.STRING, "another type now")
                .sql("SELECT 1")
                .build();

        assertThat(store.read(after, List.of(key(1)), List.of("added", "value"))
                        .getFirst()
                        .statuses())
                .containsExactly(NULL_VALUE, NULL_VALUE);
    }

    @Test
    void anUnknownFeatureIsAnsweredWithTheNearestName() {
        FeatureGroup group = group().build();

        assertThatThrownBy(() -> store.read(group, List.of(key(1)), List.of("valeu")))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("did you mean value?");
    }

    @Test
    void syncingTwiceIsSyncingOnce() {
        FeatureGroup group = group().build();
        List<FeatureRow> rows = new ArrayList<>();
        for (long number = 0; number < 1_050; number++) {
            rows.add(row(number % 100, number, now.minusSeconds(2_000 - number)));
        }
        OnlineSync sync = new OnlineSync(store, 64);
        sync.sync(group, rows.iterator());

        assertThat(sync.sync(group, rows.reversed().iterator())).isEqualTo(new WriteResult(0, 1_050, 0));

        assertThat(value(group, 49)).isEqualTo(1_049L);
        assertThat(value(group, 50)).isEqualTo(950L);
    }

    @Test
    void anOpenStoreAnswers() {
        assertThat(store.ping()).isTrue();
    }

    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);

    private static FeatureGroupBuilder group() {
        return group(USER);
    }

    private static FeatureGroupBuilder group(Entity entity) {
        return FeatureGroups.of("g" + GROUPS.incrementAndGet(), entity)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("value", ScalarType.INT64, "a value")
                .sql("SELECT 1")
                .online();
    }

    private static EntityKey key(long user) {
        return EntityKey.of(USER, user);
    }

    private static FeatureRow row(long user, Long value, Instant eventTimestamp) {
        return row(user, value, eventTimestamp, eventTimestamp);
    }

    private static FeatureRow row(long user, Long value, Instant eventTimestamp, Instant createdAt) {
        return new FeatureRow(key(user), eventTimestamp, createdAt, Collections.singletonList(value));
    }

    private Object value(FeatureGroup group, long user) {
        return store.read(group, List.of(key(user)), List.of("value"))
                .getFirst()
                .values()
                .getFirst();
    }

    private List<Status> statuses(FeatureGroup group, long... users) {
        List<EntityKey> keys =
                Arrays.stream(users).mapToObj(OnlineStoreContract::key).toList();
        return store.read(group, keys, List.of("value")).stream()
                .map(answer -> answer.statuses().getFirst())
                .toList();
    }
}
