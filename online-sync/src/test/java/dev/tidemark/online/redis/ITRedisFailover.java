package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.Status;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.LocalRedisNode;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.time.Microseconds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What readers see when a master goes away under load. */
final class ITRedisFailover {
    /**
     * Two seconds until the others call it dead, then their election and the client's refresh; the rest is a busy
     * machine.
     */
    private static final Duration LONGEST_FAILOVER = Duration.ofSeconds(20);

    private static final int ENTITIES = 300;
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private static final FeatureGroup GROUP = FeatureGroups.of("failover", USER)
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("value", ScalarType.INT64, "a value")
            .sql("SELECT 1")
            .build();

    private LocalRedisCluster cluster;
    private OnlineStore store;

    @BeforeEach
    void fill() {
        cluster = SharedRedisCluster.startNew();
        store = RedisOnlineStore.open(SharedRedisCluster.config(cluster), java.time.InstantSource.system());
        Instant now = Microseconds.floor(Instant.now());
        List<FeatureRow> rows = new ArrayList<>();
        for (long entity = 0; entity < ENTITIES; entity++) {
            rows.add(new FeatureRow(EntityKey.of(USER, entity), now, now, List.of(entity * 3)));
        }
        assertThat(store.write(GROUP, rows).written()).isEqualTo(ENTITIES);
    }

    @AfterEach
    void stop() {
        store.close();
        cluster.close();
    }

    @Test
    void readsGoOnByThemselvesWhenAMasterIsKilled() {
        LocalRedisNode master = cluster.nodes().getFirst();

        Outage outage = readThrough(() -> master.process().orElseThrow().destroyForcibly());

        assertThat(outage.failures()).as("reads that failed").isPositive();
        assertThat(outage.longest()).isLessThan(LONGEST_FAILOVER);
    }

    @Test
    void aStoppedClusterStartsAgainWithItsData() {
        Instant before = Instant.now();
        java.nio.file.Path folder = cluster.folder();
        int firstPort = cluster.nodes().getFirst().port();
        cluster.close();
        assertUnavailableInTime();

        cluster = LocalRedisCluster.start(folder, firstPort);

        awaitRecovery(before);
        assertThat(read(0, ENTITIES)).allSatisfy(ITRedisFailover::isRight);
    }

    private record Outage(int failures, Duration longest) {}

    /**
     * Reads all entities again and again while something happens, until every one has been answered ten times in a row
     * since.
     */
    private Outage readThrough(Runnable accident) {
        readAll();
        accident.run();
        long start = System.nanoTime();
        int failures = 0;
        int inARow = 0;
        long lastFailure = start;
        while (inARow < 10 * ENTITIES || failures == 0) {
            int entity = inARow % ENTITIES;
            try {
                assertThat(read(entity, entity + 1)).allSatisfy(ITRedisFailover::isRight);
                inARow++;
            } catch (FeatureStoreException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.ONLINE_STORE_UNAVAILABLE);
                failures++;
                inARow = 0;
                lastFailure = System.nanoTime();
            }
            Duration running = Duration.ofNanos(System.nanoTime() - start);
            assertThat(running)
                    .as("recovery; %d failures so far", failures)
                    .isLessThan(LONGEST_FAILOVER.multipliedBy(2));
        }
        return new Outage(failures, Duration.ofNanos(lastFailure - start));
    }

    private void readAll() {
        assertThat(read(0, ENTITIES)).allSatisfy(ITRedisFailover::isRight);
    }

    private void assertUnavailableInTime() {
        long start = System.nanoTime();
        FeatureStoreException thrown =
                org.assertj.core.api.Assertions.catchThrowableOfType(FeatureStoreException.class, () -> read(0, 1));
        assertThat(thrown.code()).isEqualTo(ErrorCode.ONLINE_STORE_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private void awaitRecovery(Instant since) {
        while (Instant.now().isBefore(since.plusSeconds(90))) {
            try {
                read(0, ENTITIES);
                return;
            } catch (FeatureStoreException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.ONLINE_STORE_UNAVAILABLE);
            }
        }
        throw new AssertionError("The store did not find its cluster again");
    }

    private List<OnlineFeatures> read(long from, long to) {
        List<EntityKey> keys = new ArrayList<>();
        for (long entity = from; entity < to; entity++) {
            keys.add(EntityKey.of(USER, entity));
        }
        return store.read(GROUP, keys, List.of("value"));
    }

    private static void isRight(OnlineFeatures answer) {
        assertThat(answer.statuses()).containsExactly(Status.PRESENT);
        assertThat(answer.values()).containsExactly((Long) answer.key().values().getFirst() * 3);
    }
}
