package dev.tidemark.online.redis;

import dev.tidemark.online.SyncStore;
import dev.tidemark.online.SyncStoreContract;
import dev.tidemark.online.local.SharedRedisCluster;
import java.time.InstantSource;

final class ITRedisClusterSyncStore extends SyncStoreContract {
    @Override
    protected SyncStore open(InstantSource clock) {
        return RedisOnlineStore.open(SharedRedisCluster.config(), clock);
    }
}
