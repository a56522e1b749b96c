package dev.tidemark.sync.destination;

import dev.tidemark.online.SyncStore;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.stream.Collectors;

/**
 * Redis, by the settings with which every executor connects for itself.
 *
 * @param entitiesPerSecond as {@link OnlineTarget#entitiesPerSecond} has it
 */
public record RedisTarget(RedisConfig config, int entitiesPerSecond) implements OnlineTarget {
    /** The addresses: another Redis starts from nothing. */
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

    /** Closes what this JVM has open to this Redis. */
    public void disconnect() {
        ExecutorStores.close(this);
    }
}
