package dev.tidemark.server;

import dev.tidemark.online.transcode.ByteOutput;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;

/** Lends memory for answers and takes it back; keeps little of it, and none that one large answer has blown up. Thread-safe. */
final class Buffers {
    private static final int MOST_KEPT = 64;
    private static final int LARGEST_KEPT = 1 << 20;
    private static final int FIRST_CAPACITY = 8_192;

    private final ArrayBlockingQueue<ByteOutput> free = new ArrayBlockingQueue<>(MOST_KEPT);

    /** Fills a buffer and uses it; it must not be kept. */
    void with(Consumer<ByteOutput> fill, Consumer<ByteOutput> use) {
        ByteOutput out = free.poll();
        if (out == null) {
            out = new ByteOutput(FIRST_CAPACITY);
        }
        try {
            fill.accept(out);
            use.accept(out);
        } finally {
            out.clear();
            if (out.capacity() <= LARGEST_KEPT) {
                free.offer(out);
            }
        }
    }
}
