package dev.tidemark.launch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;

/**
 * What is open, closed newest first, each part once, and every part even where one fails.
 *
 * <p>Where the process is told to end (Ctrl-C, SIGTERM), the parts are closed in the same order before Spark's own hook
 * takes the session away from under them; that is why the hook is Hadoop's, which knows an order, and not the JVM's.
 */
final class Closing implements AutoCloseable {
    private static final int BEFORE_SPARK = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Runnable hook = this::close;
    private volatile boolean begun;

    private Closing() {}

    /** Parts that are closed at the latest when the process ends. */
    static Closing withProcess() {
        Closing closing = new Closing();
        ShutdownHookManager.get().addShutdownHook(closing.hook, BEFORE_SPARK, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return closing;
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
            forgetHook();
        }
    }

    private void forgetHook() {
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
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
