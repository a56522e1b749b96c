package dev.tidemark.online.redis;

import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.OnlineStoreContract;
import dev.tidemark.online.local.SharedRedisCluster;
import java.time.InstantSource;

final class ITRedisClusterOnlineStore extends OnlineStoreContract {
    @Override
    protected OnlineStore open(InstantSource clock) {
        return RedisOnlineStore.open(SharedRedisCluster.config(), clock);
    }
}
