package dev.tidemark.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.util.SignalUtils;
import org.jspecify.annotations.Nullable;

/**
 * Closes the open parts, newest first, each once, and continues if one fails.
 *
 * <p>If the process is told to end (Ctrl-C, SIGTERM, a terminal that closes), finite work is cancelled: its command
 * then fails, reports what was done, and closes the parts itself. Parts that run until somebody stops them are closed
 * here. Only then does the JVM begin to shut down. A shutdown hook would be too late: the hooks of Spark, H2 and Hadoop
 * run at the same time and take the session and the database away from runs that are about to end well.
 */
final class Closing implements AutoCloseable {
    private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
    private static final int EXIT_OF_SIGNALS = 128;
    /** The time for the command to stop its work: longer than a Spark task takes to notice. */
    private static final long PATIENCE_MILLIS = 20_000;
    /** The time for the command to report what was done. */
    private static final long LAST_WORDS_MILLIS = 5_000;

    private static final long POLL_MILLIS = 100;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final List<Runnable> onSignal = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean lasting;
    private volatile int signal;

    private Closing() {}

    /** Creates a closing for parts that are closed, at the latest, when the process ends. */
    static Closing withProcess() {
        Closing closing = new Closing();
        SIGNALS.forEach((name, number) -> SignalUtils.register(name, () -> closing.told(number)));
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

    /** Adds a part that runs until it is closed, and then ends well. */
    <T extends AutoCloseable> T addLasting(T part) {
        lasting = true;
        return add(part);
    }

    /** Adds an action that cancels work in progress; it may be called more than once. */
    void onSignal(Runnable cancellation) {
        onSignal.add(cancellation);
    }

    /** Returns true once the process has been told to end. */
    boolean isToldToEnd() {
        return signal != 0;
    }

    /** Returns the exit code of a process that was told to end; empty if it was not. */
    OptionalInt exitCode() {
        return signal == 0 ? OptionalInt.empty() : OptionalInt.of(EXIT_OF_SIGNALS + signal);
    }

    void awaitStop() throws InterruptedException {
        closed.await();
    }

    /** Returns that the signal is not handled yet, so that its usual handler, which ends the process, follows. */
    private Object told(int number) {
        if (signal != 0) {
            // A second Ctrl-C means that the user does not want to wait.
            return false;
        }
        signal = number;
        try {
            if (!lasting) {
                giveUp();
            }
            close();
            // If the command exits by itself, its exit comes first.
            Thread.sleep(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void giveUp() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        do {
            onSignal.forEach(Closing::tolerantly);
        } while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline);
    }

    /** A part that is closed meanwhile has nothing left to cancel. */
    private static void tolerantly(Runnable cancellation) {
        try {
            cancellation.run();
        } catch (RuntimeException e) {
            // The next iteration, or the deadline, decides.
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeAll();
        } finally {
            closed.countDown();
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
