package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.KeyBytes;
import dev.tidemark.online.NearCacheCounts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

/** What may be kept, and when it is forgotten. */
final class TestNearCache {
    private static final KeyBytes KEY = key(1);

    private final NearCache cache = new NearCache(1_000);

    @Test
    void aValueIsFoundUntilItIsInvalidated() {
        cache.put(cache.ticket(KEY), value(7));
        assertThat(cache.find(KEY)).isEqualTo(value(7));

        cache.invalidate(key(1));
        assertThat(cache.find(KEY)).isNull();
    }

    @Test
    void aValueThatWasReadBeforeAnInvalidationIsNotKeptAfterIt() {
        NearCache.Ticket ticket = cache.ticket(KEY);
        cache.invalidate(KEY);
        cache.put(ticket, value(7));
        assertThat(cache.find(KEY)).isNull();

        NearCache.Ticket late = cache.ticket(KEY);
        cache.put(cache.ticket(KEY), value(8));
        cache.flush();
        cache.put(late, value(7));
        assertThat(cache.find(KEY)).isNull();
        assertThat(cache.flushes()).isEqualTo(1);
    }

    @Test
    void anOlderReadDoesNotReplaceWhatANewerOneKept() {
        NearCache.Ticket old = cache.ticket(KEY);
        cache.invalidate(KEY);
        cache.put(cache.ticket(KEY), value(8));
        cache.put(old, value(7));

        assertThat(cache.find(KEY)).isEqualTo(value(8));
    }

    @Test
    void whatItDoesIsCounted() {
        cache.count(3, 2);
        cache.count(0, 1);
        cache.invalidate(KEY);
        cache.flush();

        assertThat(cache.counts()).isEqualTo(new NearCacheCounts(3, 3, 1, 1));
    }

    /**
     * A store whose word of a change may come before, between or after the reads beside it, but after the change
     * itself.
     */
    @Test
    void onceTheWordOfAChangeIsInNobodyFindsWhatWasBefore() throws Exception {
        int keys = 8;
        AtomicLongArray store = new AtomicLongArray(keys);
        AtomicLongArray told = new AtomicLongArray(keys);
        List<Future<?>> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (int reader = 0; reader < 2; reader++) {
                Random random = new Random(reader);
                readers.add(threads.submit(() -> {
                    for (int turn = 0; turn < 200_000; turn++) {
                        int number = random.nextInt(keys);
                        KeyBytes key = key(number);
                        long least = told.get(number);
                        byte[] found = cache.find(key);
                        if (found != null) {
                            assertThat(number(found)).isGreaterThanOrEqualTo(least);
                            continue;
                        }
                        NearCache.Ticket ticket = cache.ticket(key);
                        cache.put(ticket, value(store.get(number)));
                    }
                }));
            }
            Random random = new Random(-1);
            while (!readers.stream().allMatch(Future::isDone)) {
                int number = random.nextInt(keys);
                long written = store.incrementAndGet(number);
                if (random.nextInt(50) == 0) {
                    cache.flush();
                } else {
                    cache.invalidate(key(number));
                }
                told.set(number, written);
            }
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
    }

    private static KeyBytes key(long number) {
        return new KeyBytes(value(number));
    }

    private static byte[] value(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
