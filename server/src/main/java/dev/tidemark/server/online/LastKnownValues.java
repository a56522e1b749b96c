package dev.tidemark.server.online;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidemark.online.KeyBytes;
import dev.tidemark.server.answer.FallbackValues;
import dev.tidemark.server.answer.FeaturePlan;
import org.jspecify.annotations.Nullable;

/**
 * What was last read of entities, for features whose fallback it is. Bounded: what was not asked for lately is
 * forgotten. Thread-safe.
 */
public final class LastKnownValues {
    private final Cache<KeyBytes, Seen> values;

    public LastKnownValues(int entries) {
        values = Caffeine.newBuilder().maximumSize(entries).build();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Seen(byte[] value, long at) {}

    /**
     * Notes what the store has.
     *
     * @param value null where it has nothing: then nothing is known any more
     * @param now in microseconds since the epoch, UTC
     */
    void note(byte[] key, byte @Nullable [] value, long now) {
        if (value == null) {
            values.invalidate(new KeyBytes(key));
        } else {
            values.put(new KeyBytes(key), new Seen(value, now));
        }
    }

    /** What is answered while the store cannot be asked for a key. */
    FallbackValues fallback(FeaturePlan plan, byte[] key, long now) {
        Seen seen = plan.wantsLastKnown() ? values.getIfPresent(new KeyBytes(key)) : null;
        return seen == null ? FallbackValues.of(plan) : FallbackValues.of(plan, seen.value(), seen.at(), now);
    }
}
