package dev.tidemark.online.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read connections to one node. Nobody waits for one: where none is free, one more is opened beside the request for
 * those to come, and the request takes the connection that all share. Thread-safe.
 */
final class ConnectionPool {
    /** More readers at a time share the one connection, where many commands travel in one packet. */
    static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_REST_NANOS = Duration.ofMinutes(1).toNanos();

    /** In less time nothing is opened and answered. */
    private static final long LEAST_NANOS = Duration.ofMillis(2).toNanos();

    private final ConnectionOpener opener;
    private final String host;
    private final int port;
    /** The latest used first, so that the others may rest until they are ended. */
    private final Deque<ReadConnection> free = new ConcurrentLinkedDeque<>();

    private final Set<ReadConnection> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());
    private volatile boolean closed;

    ConnectionPool(ConnectionOpener opener, String host, int port) {
        this.opener = opener;
        this.host = host;
        this.port = port;
    }

    /** A connection for the caller alone, which it gives back or loses; null where none is free. */
    @Nullable
    ReadConnection take(long now) {
        ReadConnection connection = free.pollFirst();
        if (connection == null && count.get() < MOST && now - notBefore.get() >= 0 && opening.compareAndSet(0, 1)) {
            Thread.ofVirtual().name("redis-read-connection").start(this::open);
        }
        return connection;
    }

    void giveBack(ReadConnection connection, long now) {
        if (closed || !connection.rest(now)) {
            lose(connection);
        } else {
            free.addFirst(connection);
        }
    }

    /** Ends a connection that is of no use any more. */
    void lose(ReadConnection connection) {
        connection.end();
        if (all.remove(connection)) {
            count.decrementAndGet();
        }
    }

    /** Ends the free connections, too: where one is broken, so are they. */
    void loseAll(ReadConnection broken) {
        lose(broken);
        rest();
    }

    /**
     * Opens a connection for the caller alone; null where the node takes none by the deadline, or did not a moment ago.
     */
    @Nullable
    ReadConnection openBy(long deadline) {
        long now = System.nanoTime();
        if (now - notBefore.get() < 0 || deadline - now < LEAST_NANOS) {
            return null;
        }
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return null;
        }
        try {
            ReadConnection connection = opener.open(host, port, Duration.ofNanos(deadline - now));
            all.add(connection);
            return connection;
        } catch (IOException | RuntimeException e) {
            LOG.debug("No new connection to Redis node {}:{}", host, port, e);
            count.decrementAndGet();
            notBefore.set(System.nanoTime() + PAUSE_NANOS);
            return null;
        }
    }

    private void open() {
        try {
            ReadConnection connection = opener.open(host, port);
            all.add(connection);
            count.incrementAndGet();
            giveBack(connection, System.nanoTime());
        } catch (IOException | RuntimeException e) {
            LOG.debug("No connection to Redis node {}:{} now", host, port, e);
            notBefore.set(System.nanoTime() + PAUSE_NANOS);
        } finally {
            opening.set(0);
        }
    }

    /** Ends connections whose answers are overdue, and those that nobody has needed for a while. */
    void look(long now) {
        for (ReadConnection connection : all) {
            if (connection.endIfOverdue(now)) {
                lose(connection);
            }
        }
        ReadConnection oldest = free.peekLast();
        if (oldest != null && now - oldest.idleSince() > LONGEST_REST_NANOS && free.removeLastOccurrence(oldest)) {
            lose(oldest);
        }
    }

    /** Ends the free connections, of a node that has nothing to read now. */
    void rest() {
        for (ReadConnection connection = free.pollFirst(); connection != null; connection = free.pollFirst()) {
            lose(connection);
        }
    }

    void close() {
        closed = true;
        all.forEach(this::lose);
        free.clear();
    }
}
