package dev.tidemark.online.redis;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.nio.charset.StandardCharsets;

/** Says what a failed command means, of which node and key. */
final class RedisFailure {
    private RedisFailure() {}

    /**
     * What became of one key.
     *
     * @param node the one that has the key, as host and port
     * @return with code CORRUPT_VALUE where the key holds no value, else ONLINE_STORE_UNAVAILABLE: the same again may
     *     succeed
     */
    static FeatureStoreException of(RedisException thrown, String node, byte[] key) {
        if (isWrongType(thrown)) {
            return new FeatureStoreException(
                    ErrorCode.CORRUPT_VALUE,
                    "Key '%s' at Redis node %s holds another type than a string, which Tidemark never writes; the group's next full sync replaces it"
                            .formatted(new String(key, StandardCharsets.UTF_8), node),
                    thrown);
        }
        return unavailable(why(thrown, node), thrown);
    }

    /** A failure that is about no key. */
    static FeatureStoreException of(RedisException thrown) {
        return unavailable("Redis does not answer: " + rootMessage(thrown), thrown);
    }

    static boolean isWrongType(RedisException thrown) {
        return thrown instanceof RedisCommandExecutionException
                && message(thrown).contains("WRONGTYPE ");
    }

    /** Whether the key is elsewhere now, for good or while its slot is being moved. */
    static boolean isMoved(RedisException thrown) {
        return thrown instanceof RedisCommandExecutionException
                && (message(thrown).startsWith("MOVED ") || message(thrown).startsWith("ASK "));
    }

    /** Whether there was no connection, or it broke: that tells nothing about the node. */
    static boolean isDisconnected(RedisException thrown) {
        return !(thrown instanceof RedisCommandTimeoutException) && !(thrown instanceof RedisCommandExecutionException);
    }

    private static String why(RedisException thrown, String node) {
        if (thrown instanceof RedisCommandTimeoutException) {
            return "Redis node %s does not answer: %s".formatted(node, message(thrown));
        }
        if (!(thrown instanceof RedisCommandExecutionException)) {
            return "Redis node %s does not answer: %s".formatted(node, rootMessage(thrown));
        }
        return message(thrown).contains("OOM command not allowed")
                ? "Redis node %s is out of memory and takes no writes (reads go on); raise its maxmemory or remove groups, then try again"
                        .formatted(node)
                : "Redis node %s refuses: %s".formatted(node, message(thrown));
    }

    private static FeatureStoreException unavailable(String message, RedisException cause) {
        return new FeatureStoreException(ErrorCode.ONLINE_STORE_UNAVAILABLE, message, cause);
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    /** Why a node cannot be asked, in words that name no address. */
    static String kind(Throwable thrown) {
        String text = rootMessage(thrown);
        if (text.contains("WRONGPASS") || text.contains("NOAUTH") || text.contains("NOPERM")) {
            return "it refuses the user, the password or a command of the user's";
        }
        if (text.contains("LOADING")) {
            return "it loads its data";
        }
        if (text.contains("SSL") || text.contains("certificat") || text.contains("Certificat")) {
            return "TLS fails";
        }
        if (text.contains("refused")) {
            return "connection refused";
        }
        if (text.contains("imed out") || text.contains("imeout")) {
            return "no answer in time";
        }
        return "no connection";
    }

    static String rootMessage(Throwable thrown) {
        Throwable root = FailureText.root(thrown);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
