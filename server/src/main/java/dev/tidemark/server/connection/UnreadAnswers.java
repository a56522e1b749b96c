package dev.tidemark.server.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of large answers that wait for their readers. If it exceeds its limit, slow readers get hardly any more
 * time. Thread-safe.
 */
final class UnreadAnswers {
    /** A smaller answer is hardly ever waited for: the kernel takes it. */
    private static final int USUAL_BYTES = 64 << 10;

    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    UnreadAnswers(long limit) {
        this.limit = limit;
    }

    static boolean isLarge(int bytes) {
        return bytes > USUAL_BYTES;
    }

    /** Notes an answer, or, with a minus, that it is written; Helidon holds it twice. */
    void add(long more) {
        bytes.addAndGet(2 * more);
    }

    boolean isTooMuch() {
        return bytes.get() > limit;
    }
}
