package dev.tidemark.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.util.SignalUtils;
import org.jspecify.annotations.Nullable;

/**
 * What is open, closed newest first, each part once, and every part even where one fails.
 *
 * <p>Where the process is told to end (Ctrl-C, SIGTERM, a terminal that closes), the parts are closed in the same order, and only then does the JVM
 * begin to shut down. A shutdown hook would be too late: Spark's, H2's and Hadoop's run at the same time as ours, and take the
 * session and the database away from runs that are about to end well.
 */
final class Closing implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private volatile boolean begun;

    private Closing() {}

    /** Parts that are closed at the latest when the process ends. */
    static Closing withProcess() {
        Closing closing = new Closing();
        for (String signal : SIGNALS) {
            SignalUtils.register(signal, closing::closeAndGoOn);
        }
        return closing;
    }

    /** Answers that the signal is not dealt with yet: its usual handler, which ends the process, comes next. */
    private Object closeAndGoOn() {
        close();
        return false;
    }

    <T extends AutoCloseable> T add(T part) {
        lock.lock();
        try {
            open.push(part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        begun = true;
        lock.lock();
        try {
            closeAll();
        } finally {
            lock.unlock();
        }
    }

    private void closeAll() {
        @Nullable RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                failure = joined(failure, e);
            } catch (Exception e) {
                failure = joined(failure, new IllegalStateException("A part could not be closed", e));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
