package dev.tidemark.online.redis;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.Breaker;
import dev.tidemark.online.ReadValues;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one question, and what has become of each. For one thread at a time. */
final class ReadRequest {
    private final List<byte[]> keys;
    private final NodeReader.@Nullable Answered answered;
    private final byte[] @Nullable [] values;
    private final Map<Integer, FeatureStoreException> failures = new HashMap<>(0);
    private final List<Again> again = new ArrayList<>(0);
    private final List<Integer> afresh = new ArrayList<>(0);
    /** By breaker, whether its node has spoken. */
    private final Map<Breaker, Boolean> heard = new HashMap<>(0);

    /** A key that another way may lead to, and the breaker that is to hear of it, null for none. */
    record Again(int position, @Nullable Breaker breaker) {}

    ReadRequest(List<byte[]> keys, NodeReader.@Nullable Answered answered) {
        this.keys = keys;
        this.answered = answered;
        this.values = new byte[keys.size()][];
    }

    List<byte[]> keys() {
        return keys;
    }

    /** Whether only the node itself may answer. */
    boolean isDirect() {
        return answered != null;
    }

    /** @param value null where the key has none */
    void found(int position, byte @Nullable [] value) {
        values[position] = value;
    }

    /** The same, from the node that was asked. */
    void foundAt(String node, int position, byte @Nullable [] value) {
        values[position] = value;
        if (answered != null && value != null) {
            answered.from(position, node, value);
        }
    }

    /** What a node refuses for good, or because the key is elsewhere now: then it is looked for there. */
    void failed(String node, int position, RedisException why) {
        if (RedisFailure.isMoved(why)) {
            again(position, null);
        } else if (RedisFailure.isDisconnected(why)) {
            afresh.add(position);
        } else {
            failedForGood(node, position, why);
        }
    }

    /** The same where it was looked for already. */
    void failedAgain(String node, int position, RedisException why) {
        if (RedisFailure.isDisconnected(why)) {
            afresh.add(position);
        } else {
            failedForGood(node, position, why);
        }
    }

    void failedForGood(String node, int position, RedisException why) {
        failures.put(position, RedisFailure.of(why, node, keys.get(position)));
    }

    void again(int position, @Nullable Breaker breaker) {
        again.add(new Again(position, breaker));
    }

    /** Waits for a value and notes whether the node spoke. */
    byte @Nullable [] await(PendingGet sent) {
        try {
            byte[] value = sent.await();
            spoke(sent.breaker(), true);
            return value;
        } catch (RedisCommandExecutionException e) {
            spoke(sent.breaker(), true);
            throw e;
        } catch (RedisCommandTimeoutException e) {
            spoke(sent.breaker(), false);
            throw e;
        }
    }

    /**
     * Notes that a node spoke or was silent: however many of its keys are asked for, it is one request's experience.
     */
    void spoke(@Nullable Breaker breaker, boolean spoke) {
        if (breaker != null) {
            heard.merge(breaker, spoke, Boolean::logicalOr);
        }
    }

    /** Tells the breakers what this request has heard of their nodes. */
    void tellBreakers(long now) {
        heard.forEach((breaker, spoke) -> {
            if (spoke) {
                breaker.answered();
            } else {
                breaker.silent(now);
            }
        });
    }

    /** Keys whose node there is no connection to that all share. */
    List<Integer> toAskAfresh() {
        return afresh;
    }

    List<Again> toAskAgain() {
        return again;
    }

    ReadValues result() {
        return new ReadValues(Arrays.asList(values), failures.isEmpty() ? Map.of() : failures);
    }
}
