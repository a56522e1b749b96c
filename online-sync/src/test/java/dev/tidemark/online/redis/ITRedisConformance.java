package dev.tidemark.online.redis;

import dev.tidemark.online.OnlineConformanceContract;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.local.SharedRedisCluster;
import java.time.InstantSource;

final class ITRedisConformance extends OnlineConformanceContract {
    @Override
    protected OnlineStore open(InstantSource clock) {
        return RedisOnlineStore.open(SharedRedisCluster.config(), clock);
    }

    @Override
    protected int randomCases() {
        return 100;
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }
}
