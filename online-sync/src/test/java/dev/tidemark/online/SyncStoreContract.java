package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeToLive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every online store promises to the sync beyond writing and reading. */
public abstract class SyncStoreContract {
    private static final AtomicLong GROUPS = new AtomicLong(System.nanoTime());
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);

    private final Instant now = Microseconds.floor(Instant.now());
    private final FeatureGroup group = group(Duration.ofDays(1));
    private SyncStore store;

    protected abstract SyncStore open(InstantSource clock);

    @BeforeEach
    void openStore() {
        store = open(() -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aValueIsReplacedOnlyWhileItIsTheOneThatIsGone() {
        Instant old = now.minus(Duration.ofHours(2));
        store.write(group, List.of(row(1, 10, now), row(2, 20, now)));

        assertThat(replace(row(1, 0, now.minusSeconds(1)), row(1, 5, old))).isZero();
        assertThat(value(1)).isEqualTo(10L);
        assertThat(replace(row(1, 0, now), row(1, 5, old))).isEqualTo(1);
        assertThat(value(1)).isEqualTo(5L);
        assertThat(replace(row(1, 0, now), row(1, 4, old))).isZero();
        assertThat(value(1)).isEqualTo(5L);
        assertThat(replace(row(2, 0, now), null)).isEqualTo(1);
        assertThat(value(2)).isNull();
        assertThat(replace(row(2, 0, now), row(2, 5, old))).isZero();
        assertThat(value(2)).isNull();
    }

    @Test
    void aNextRowThatHasExpiredIsNone() {
        store.write(group, List.of(row(1, 10, now)));

        assertThat(replace(row(1, 0, now), row(1, 5, now.minus(Duration.ofDays(2)))))
                .isEqualTo(1);

        assertThat(keys()).isEmpty();
    }

    @Test
    void lookingThroughFindsEveryKeyOfTheGroupAndNoOther() {
        FeatureGroup other = group(Duration.ofDays(1));
        List<FeatureRow> rows = LongStream.range(0, 5_000)
                .mapToObj(user -> row(user, user, now))
                .toList();
        store.write(group, rows);
        store.write(other, List.of(row(1, 1, now)));

        Set<String> expected = new TreeSet<>();
        rows.forEach(row -> expected.add(new String(KeyFormat.key(group, row.key()), StandardCharsets.UTF_8)));
        assertThat(keys()).isEqualTo(expected);
    }

    @Test
    void theHeadSaysWhichRowIsStored() {
        Instant created = now.plusSeconds(9);
        store.write(group, List.of(new FeatureRow(key(1), now, created, List.of(1L))));

        StoredKey stored = stored().getFirst();

        assertThat(ValueHead.read(stored.head()))
                .contains(new ValueHead(Microseconds.of(now), Microseconds.of(created)));
        assertThat(ValueHead.read(new byte[ValueHead.LENGTH])).isEmpty();
        assertThat(ValueHead.read(new byte[1])).isEmpty();
    }

    @Test
    void marksAreKeptPerGroupUntilTheyAreTakenAway() {
        assertThat(store.marks(group.name())).containsExactly("");
        store.mark(group.name(), "1");
        store.mark(group.name(), "2");

        assertThat(store.marks(group.name())).containsExactly("2");
        assertThat(store.marks(group(null).name())).containsExactly("");
        assertThat(keys()).isEmpty();
        store.unmark(group.name());
        assertThat(store.marks(group.name())).containsExactly("");
    }

    @Test
    void removedKeysAreGoneAndTheOthersStay() {
        store.write(group, List.of(row(1, 10, now), row(2, 20, now), row(3, 30, now)));

        store.remove(
                stored().stream().filter(stored -> !stored.key().endsWith(":2")).toList());

        assertThat(keys()).containsExactly(group.name() + ":2");
    }

    protected final SyncStore store() {
        return store;
    }

    protected final Instant now() {
        return now;
    }

    /** A new group. */
    protected static FeatureGroup group(@Nullable Duration ttl) {
        return withTimeToLive(
                FeatureGroups.of("s" + GROUPS.incrementAndGet(), USER)
                        .source(DataSource.table("a.b").timestamp("t"))
                        .feature("value", ScalarType.INT64, "a value")
                        .sql("SELECT 1")
                        .online()
                        .build(),
                ttl);
    }

    /** The same group by another definition. */
    protected static FeatureGroup withTimeToLive(FeatureGroup group, @Nullable Duration ttl) {
        return new FeatureGroup(
                group.name(),
                group.description(),
                group.owner(),
                group.entity(),
                group.features(),
                group.sources(),
                group.computation(),
                ttl == null ? TimeToLive.unlimited() : TimeToLive.of(ttl),
                group.availabilityDelay(),
                group.online(),
                group.pushable(),
                group.schedule(),
                group.tags());
    }

    private static EntityKey key(long user) {
        return EntityKey.of(USER, user);
    }

    protected static FeatureRow row(long user, long value, Instant time) {
        return new FeatureRow(key(user), time, time, List.of(value));
    }

    private long replace(FeatureRow gone, @Nullable FeatureRow next) {
        ValueHead head = new ValueHead(Microseconds.of(gone.eventTimestamp()), Microseconds.of(gone.createdAt()));
        String key = new String(KeyFormat.key(group, gone.key()), StandardCharsets.UTF_8);
        return store.replace(group, List.of(new Replacement(new StoredKey(key, head.bytes()), next)));
    }

    private @Nullable Object value(long user) {
        return store.read(group, List.of(key(user)), List.of("value"))
                .getFirst()
                .values()
                .getFirst();
    }

    private List<StoredKey> stored() {
        List<StoredKey> stored = new ArrayList<>();
        for (String part : store.parts()) {
            store.stored(group.name(), part).forEachRemaining(stored::addAll);
        }
        return stored;
    }

    private Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        stored().forEach(stored -> keys.add(stored.key()));
        return keys;
    }
}
