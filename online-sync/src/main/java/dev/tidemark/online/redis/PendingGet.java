package dev.tidemark.online.redis;

import dev.tidemark.online.Breaker;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A question about one key on its way.
 *
 * @param node that it was sent to, as host and port; it may have lost the key by the time it fails
 * @param direct whether nobody but that node can answer
 * @param breaker null where the node's silence does not count, as when it was not asked
 */
record PendingGet(String node, boolean direct, @Nullable Breaker breaker, CompletionStage<byte[]> answer) {

    /** Waits for the value, null where there is none. */
    byte @Nullable [] await() {
        return RedisConnection.await(answer);
    }
}
