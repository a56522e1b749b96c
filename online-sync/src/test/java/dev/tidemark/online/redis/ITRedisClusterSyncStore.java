package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.SyncStoreContract;
import dev.tidemark.online.local.SharedRedisCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ITRedisClusterSyncStore extends SyncStoreContract {
    @Override
    protected SyncStore open(InstantSource clock) {
        return RedisOnlineStore.open(SharedRedisCluster.config(), clock);
    }

    @Test
    void aLostMarkIsMissed() {
        String group = group(null).name();
        store().mark(group, "7");
        try (RedisConnection connection = RedisConnection.open(SharedRedisCluster.config())) {
            RedisConnection.await(
                    connection.commands().del(SyncMarkers.keys(group).getLast()));
        }

        assertThat(store().marks(group)).containsExactlyInAnyOrder("", "7");
        store().unmark(group);
        assertThat(store().marks(group)).containsExactly("");
    }

    @Test
    void aKeyOfAnotherTypeIsSeenAndCanBeReplacedOrRemoved() {
        var group = group(null);
        byte[] key = KeyFormat.key(group, row(1, 10, now()).key());
        try (RedisConnection connection = RedisConnection.open(SharedRedisCluster.config())) {
            RedisConnection.await(connection.commands().rpush(key, key));
            List<StoredKey> seen = new ArrayList<>();
            store().parts().forEach(part -> store().stored(group.name(), part).forEachRemaining(seen::addAll));
            assertThat(seen)
                    .hasSize(1)
                    .allSatisfy(stored -> assertThat(stored.head()).isEmpty());

            assertThat(store().replace(group, List.of(new Replacement(seen.getFirst(), null))))
                    .isEqualTo(1);
            assertThat(RedisConnection.await(connection.commands().exists(key))).isZero();

            RedisConnection.await(connection.commands().rpush(key, key));
            assertThat(store().write(group, List.of(row(1, 10, now()))).written())
                    .isEqualTo(1);
        }
    }

    @Test
    void theSameRowAgainHasTheTimeToLiveOfTheDefinitionOfToday() {
        var forever = group(null);
        byte[] key = KeyFormat.key(forever, row(1, 10, now()).key());
        try (RedisConnection connection = RedisConnection.open(SharedRedisCluster.config())) {
            store().write(forever, List.of(row(1, 10, now())));
            assertThat(RedisConnection.await(connection.commands().pttl(key))).isEqualTo(-1);

            store().write(withTimeToLive(forever, Duration.ofHours(1)), List.of(row(1, 10, now())));
            assertThat(RedisConnection.await(connection.commands().pttl(key)))
                    .isBetween(1L, Duration.ofHours(1).toMillis() + 1);

            store().write(forever, List.of(row(1, 10, now())));
            assertThat(RedisConnection.await(connection.commands().pttl(key))).isEqualTo(-1);
        }
    }
}
