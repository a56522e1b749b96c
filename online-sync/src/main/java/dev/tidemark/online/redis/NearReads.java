package dev.tidemark.online.redis;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.KeyBytes;
import dev.tidemark.online.ReadValues;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is near from the cache and the rest from Redis. Only what a node answered itself, whose changes are
 * followed, is kept; that there is no value is not. Thread-safe.
 */
final class NearReads implements AutoCloseable {
    private final NodeReader nodes;
    private final NearCache cache;
    private final Invalidations invalidations;

    NearReads(NodeReader nodes, NearCache cache, Invalidations invalidations) {
        this.nodes = nodes;
        this.cache = cache;
        this.invalidations = invalidations;
    }

    ReadValues read(List<byte[]> keys) {
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        List<Miss> misses = new ArrayList<>(0);
        for (int position = 0; position < keys.size(); position++) {
            KeyBytes key = new KeyBytes(keys.get(position));
            byte[] value = cache.find(key);
            if (value == null) {
                misses.add(new Miss(position, keys.get(position), cache.ticket(key)));
            }
            values.add(value);
        }
        cache.count(keys.size() - misses.size(), misses.size());
        return misses.isEmpty() ? ReadValues.whole(values) : fetch(misses, values);
    }

    /** A key that must be asked for, and the ticket that was taken before. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Miss(int position, byte[] key, NearCache.Ticket ticket) {}

    private ReadValues fetch(List<Miss> misses, List<byte @Nullable []> values) {
        ReadValues read = nodes.read(misses.stream().map(Miss::key).toList(), (number, node, value) -> {
            Miss miss = misses.get(number);
            if (invalidations.cover(node, prefix(miss.key()))) {
                cache.put(miss.ticket(), value);
            }
        });
        Map<Integer, FeatureStoreException> failures = new HashMap<>();
        for (int number = 0; number < misses.size(); number++) {
            int position = misses.get(number).position();
            values.set(position, read.values().get(number));
            FeatureStoreException failure = read.failures().get(number);
            if (failure != null) {
                failures.put(position, failure);
            }
        }
        return new ReadValues(values, failures);
    }

    /** The feature group with its colon. */
    private static String prefix(byte[] key) {
        int length = 0;
        while (length < key.length && key[length] != ':') {
            length++;
        }
        return new String(key, 0, Math.min(length + 1, key.length), StandardCharsets.UTF_8);
    }

    NearCache cache() {
        return cache;
    }

    @Override
    public void close() {
        invalidations.close();
    }
}
