package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.RowsAheadContract;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.local.SharedRedisCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ITRedisRowsAhead extends RowsAheadContract {
    @Override
    protected SyncStore open(InstantSource clock) {
        return RedisOnlineStore.open(SharedRedisCluster.config(), clock);
    }

    @Override
    protected int sequences() {
        return 300;
    }

    @Test
    void valueIsForgottenWithTheLastOfItsRows() {
        FeatureGroup group = group().timeToLive(Duration.ofHours(1)).build();
        FeatureRow ahead = row(1, start().plus(Duration.ofDays(2)), 2L);
        byte[] key = KeyFormat.key(group, ahead.key());
        long twoDays = Duration.ofDays(2).toMillis();
        try (RedisConnection connection = RedisConnection.open(SharedRedisCluster.config())) {
            store().write(group, List.of(ahead, row(1, start(), 1L)));
            assertThat(RedisConnection.await(connection.commands().pttl(key))).isGreaterThan(twoDays);

            store().write(group, List.of(row(1, start(), 3L)));
            assertThat(RedisConnection.await(connection.commands().pttl(key))).isGreaterThan(twoDays);
        }
    }

    @Test
    void brokenLaterRowsAreReplacedByWhatIsOffered() {
        FeatureGroup group = group().build();
        FeatureRow row = row(1, start(), 1L);
        byte[] key = KeyFormat.key(group, row.key());
        try (RedisConnection connection = RedisConnection.open(SharedRedisCluster.config())) {
            store().write(group, List.of(row, row(1, start().plusSeconds(60), 2L)));
            byte[] value = RedisConnection.await(connection.commands().get(key));
            for (int length : new int[] {53, 55, 57, 60, 80, value.length - 60}) {
                byte[] broken = Arrays.copyOf(value, length);
                RedisConnection.await(connection.commands().set(key, broken));

                assertThat(store().write(group, List.of(row)).written()).isEqualTo(1);
                assertThat(store().read(group, List.of(row.key()), List.of("count"))
                                .getFirst()
                                .values())
                        .containsExactly(1L);
            }
        }
    }
}
