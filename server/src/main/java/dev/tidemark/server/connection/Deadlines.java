package dev.tidemark.server.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks every 50 ms which clients have exceeded their time; one timer per wait would cost more than the wait.
 * Thread-safe.
 */
final class Deadlines implements AutoCloseable {
    private static final long TICK_NANOS = 50_000_000;

    private final Set<TimedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Runnable housekeeping;
    private final Thread thread;
    private volatile boolean closed;

    /** @param housekeeping is run with each look */
    Deadlines(Runnable housekeeping) {
        this.housekeeping = housekeeping;
        this.thread = Thread.ofPlatform().daemon().name("client-deadlines").start(this::run);
    }

    void watch(TimedSocket socket) {
        sockets.add(socket);
    }

    void forget(TimedSocket socket) {
        sockets.remove(socket);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            sockets.forEach(socket -> socket.expireIfDue(now));
            housekeeping.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
