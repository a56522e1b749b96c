package dev.tidemark.sync.destination;

import dev.tidemark.online.SyncStore;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.stream.Collectors;

/**
 * Redis, with the settings with which every executor connects.
 *
 * @param entitiesPerSecond the limit of {@link OnlineTarget#entitiesPerSecond}
 */
public record RedisTarget(RedisConfig config, int entitiesPerSecond) implements OnlineTarget {
    /** Returns the addresses: another Redis starts from nothing. */
    @Override
    public String name() {
        return config.nodes().stream().map(URI::toString).sorted().collect(Collectors.joining(","));
    }

    @Override
    public int batchSize() {
        return config.batchSize();
    }

    @Override
    public SyncStore open() {
        return RedisOnlineStore.open(config, InstantSource.system());
    }

    /** Closes this JVM's connections to this Redis. */
    public void disconnect() {
        ExecutorStores.close(this);
    }
}
