package dev.tidemark.online.redis;

import dev.tidemark.online.KeyBytes;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One node's word of changed keys, on a connection of its own: of all keys with the prefixes that are followed.
 * Thread-safe.
 */
final class InvalidationFeed implements RedisConnectionStateListener {
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final NearCache cache;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final Set<String> followed = ConcurrentHashMap.newKeySet();
    private volatile boolean lost;
    private @Nullable RedisFuture<String> heartbeat;

    InvalidationFeed(StatefulRedisConnection<byte[], byte[]> connection, NearCache cache) {
        this.connection = connection;
        this.cache = cache;
        connection.addListener(this::pushed);
        connection.addListener(this);
    }

    /** Asks the node for word of keys with a prefix, once. */
    void follow(String prefix) {
        if (!lost && asked.add(prefix)) {
            connection
                    .async()
                    .clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes(prefix))
                    .whenComplete((answer, failure) -> {
                        if (failure != null) {
                            lose();
                            return;
                        }
                        followed.add(prefix);
                        // What was read before may have changed without a word.
                        cache.flush();
                    });
        }
    }

    /** Whether a change of any key with the prefix will be told. */
    boolean follows(String prefix) {
        return !lost && followed.contains(prefix);
    }

    /**
     * Whether the node has answered the last time; asks it again. A node that hangs sends no word, and no end of the
     * connection either.
     */
    boolean isAlive() {
        RedisFuture<String> last = heartbeat;
        if (lost || !connection.isOpen() || (last != null && !answered(last))) {
            lose();
            return false;
        }
        heartbeat = connection.async().ping();
        return true;
    }

    private static boolean answered(RedisFuture<String> ping) {
        return ping.isDone() && !ping.toCompletableFuture().isCompletedExceptionally();
    }

    private void pushed(PushMessage message) {
        if (!"invalidate".equals(message.getType())) {
            return;
        }
        if (message.getContent().get(1) instanceof List<?> keys) {
            keys.forEach(key -> cache.invalidate(new KeyBytes(bytes((ByteBuffer) key))));
        } else {
            // The node's database was emptied.
            cache.flush();
        }
    }

    private static byte[] bytes(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
        lose();
    }

    /** From now on nothing is known of the node's changes. */
    void lose() {
        lost = true;
        cache.flush();
        // On the connection's own thread, which must not wait.
        var unused = connection.closeAsync();
    }
}
