package dev.tidemark.server.http;

import dev.tidemark.server.answer.ByteOutput;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A pool of memory for answers. It keeps few buffers, and none that a very large answer has enlarged. An answer about
 * 500 entities takes a megabyte: allocating that for each request costs more than writing it. Thread-safe.
 */
final class Buffers {
    private static final int MOST_KEPT = 64;
    private static final int LARGEST_KEPT = 4 << 20;
    private static final int MOST_KEPT_BYTES = 32 << 20;
    private static final int FIRST_CAPACITY = 8_192;

    private final ArrayBlockingQueue<ByteOutput> free = new ArrayBlockingQueue<>(MOST_KEPT);
    private final AtomicInteger keptBytes = new AtomicInteger();

    /** Fills a buffer and uses it; it must not be kept. */
    void with(Consumer<ByteOutput> fill, Consumer<ByteOutput> use) {
        ByteOutput out = take();
        try {
            fill.accept(out);
            use.accept(out);
        } finally {
            giveBack(out);
        }
    }

    private ByteOutput take() {
        ByteOutput kept = free.poll();
        if (kept == null) {
            return new ByteOutput(FIRST_CAPACITY);
        }
        keptBytes.addAndGet(-kept.capacity());
        return kept;
    }

    private void giveBack(ByteOutput out) {
        int capacity = out.capacity();
        if (capacity > LARGEST_KEPT) {
            return;
        }
        out.clear();
        if (keptBytes.addAndGet(capacity) > MOST_KEPT_BYTES || !free.offer(out)) {
            keptBytes.addAndGet(-capacity);
        }
    }
}
