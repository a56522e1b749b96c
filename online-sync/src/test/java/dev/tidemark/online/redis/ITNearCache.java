package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.KeyBytes;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.NearCacheCounts;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Status;
import dev.tidemark.online.StoredRow;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.local.ClusterOperator;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.time.Microseconds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The near cache in front of a real cluster: what is kept, and that every change shows. */
final class ITNearCache {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);

    private static LocalRedisCluster cluster;
    private static ClusterOperator operator;
    private static int groups;

    private final FeatureGroup group = FeatureGroups.of("near_" + ++groups, USER)
            .timeToLive(Duration.ofHours(1))
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("value", ScalarType.INT64, "a value")
            .sql("SELECT 1")
            .build();

    private final Instant start = Microseconds.floor(Instant.now());
    private RedisOnlineStore reader;
    private RedisOnlineStore writer;
    private NearCache cache;

    @BeforeAll
    static void startCluster() {
        cluster = SharedRedisCluster.startNew();
        operator = new ClusterOperator(cluster);
    }

    @BeforeEach
    void open() {
        RedisConfig config = SharedRedisCluster.config(cluster);
        reader = RedisOnlineStore.open(config, InstantSource.system(), 1_000);
        writer = RedisOnlineStore.open(config, InstantSource.system());
        cache = Objects.requireNonNull(reader.nearCache());
    }

    @AfterEach
    void close() {
        reader.close();
        writer.close();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void aWriteShowsThoughTheOldValueWasNear() {
        write(1, 10);
        awaitNear(1);

        write(1, 11);

        await("the new value", () -> read(1) == 11);
        awaitNear(1);
        NearCacheCounts before = reader.nearCacheCounts();
        assertThat(before.invalidations()).isPositive();
        assertThat(read(1)).isEqualTo(11);
        assertThat(status(2, Instant.now())).isEqualTo(Status.NOT_FOUND);
        NearCacheCounts after = reader.nearCacheCounts();
        assertThat(after.hits() - before.hits()).isEqualTo(1);
        assertThat(after.misses() - before.misses()).isEqualTo(1);
    }

    @Test
    void aRemovedValueIsGoneAndNothingIsNoValueToKeep() {
        write(1, 10);
        awaitNear(1);
        assertThat(status(2, Instant.now())).isEqualTo(Status.NOT_FOUND);
        assertThat(isNear(2)).isFalse();

        writer.parts().forEach(part -> writer.stored(group.name(), part).forEachRemaining(writer::remove));

        await("its end", () -> status(1, Instant.now()) == Status.NOT_FOUND);
    }

    @Test
    void whatIsNearAgesAsInRedis() {
        write(1, 10);
        awaitNear(1);

        assertThat(status(1, start.plus(Duration.ofHours(1)))).isEqualTo(Status.PRESENT);
        assertThat(status(1, start.plus(Duration.ofHours(1)).plusNanos(20_000))).isEqualTo(Status.OUTSIDE_MAX_AGE);
    }

    @Test
    void aLostConnectionForgetsEverythingAndANewOneFollowsAgain() {
        write(1, 10);
        awaitNear(1);
        long flushes = cache.flushes();

        assertThat(operator.killClients(operator.masters().getFirst(), Invalidations.CLIENT_NAME))
                .isEqualTo(1);
        await("a flush", () -> cache.flushes() > flushes);

        write(1, 11);
        await("the new value", () -> read(1) == 11);
        awaitNear(1);
        write(1, 12);
        await("the newest value", () -> read(1) == 12);
    }

    @Test
    void aPromotedReplicaIsFollowed() {
        String key = group.name() + ":1";
        write(1, 10);
        awaitNear(1);

        operator.promote(operator.replicaOf(operator.masterOf(key)));
        operator.awaitHealed();

        write(1, 11);
        await("the new value", () -> read(1) == 11);
        awaitNear(1);
        write(1, 12);
        await("the newest value", () -> read(1) == 12);
    }

    @Test
    void afterManyWritesBesideReadsTheLastOneIsRead() throws Exception {
        write(1, 0);
        awaitNear(1);
        Thread writing = Thread.ofPlatform().start(() -> {
            for (long value = 1; value <= 2_000; value++) {
                write(1, value);
            }
        });
        long last = 0;
        while (writing.isAlive()) {
            long value = read(1);
            assertThat(value).isGreaterThanOrEqualTo(last);
            last = value;
        }
        writing.join();

        await("the last value", () -> read(1) == 2_000);
        awaitNear(1);
        assertThat(read(1)).isEqualTo(2_000);
    }

    private void write(long user, long value) {
        Instant at = start.plusNanos(value * 1_000);
        assertThat(writer.write(group, List.of(new FeatureRow(EntityKey.of(USER, user), at, at, List.of(value))))
                        .written())
                .isEqualTo(1);
    }

    private long read(long user) {
        List<OnlineFeatures> read = reader.read(group, List.of(EntityKey.of(USER, user)), List.of("value"));
        return (Long) Objects.requireNonNull(read.getFirst().values().getFirst());
    }

    private Status status(long user, Instant now) {
        byte[] stored = reader.values(List.of(key(user))).orThrow().getFirst();
        OnlineFeatures answer = stored == null
                ? StoredRow.notFound(EntityKey.of(USER, user), group.features())
                : ValueFormat.decode(group, stored)
                        .answer(group, EntityKey.of(USER, user), group.features(), Microseconds.of(now));
        return answer.statuses().getFirst();
    }

    /** Reads until the value is kept: the feeds must be there first. */
    private void awaitNear(long user) {
        await("to be near", () -> {
            read(user);
            return isNear(user);
        });
    }

    private boolean isNear(long user) {
        return cache.find(new KeyBytes(key(user))) != null;
    }

    private byte[] key(long user) {
        return KeyFormat.key(group, EntityKey.of(USER, user));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
