package dev.tidemark.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A question about one key on its way.
 *
 * @param node that it was sent to, as host and port; it may have lost the key by the time it fails
 * @param direct whether nobody but that node can answer
 * @param breaker null where the node's silence does not count, as when it was not asked
 */
record Sent(String node, boolean direct, @Nullable NodeBreaker breaker, CompletionStage<byte[]> answer) {

    /** One that was not sent. */
    static Sent not(String node, RedisException why) {
        return new Sent(node, true, null, CompletableFuture.failedStage(why));
    }

    /** Waits for the value, null where there is none, and tells the breaker whether the node spoke. */
    byte @Nullable [] await() {
        try {
            byte[] value = RedisConnection.await(answer);
            spoke();
            return value;
        } catch (RedisCommandExecutionException e) {
            spoke();
            throw e;
        } catch (RedisException e) {
            if (breaker != null) {
                breaker.silent(System.nanoTime());
            }
            throw e;
        }
    }

    private void spoke() {
        if (breaker != null) {
            breaker.answered();
        }
    }
}
