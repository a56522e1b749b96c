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
 * The lines to one node. Nobody waits for one: where none is free, one more is opened beside the request for those to
 * come, and the request takes the connection that all share. Thread-safe.
 */
final class NodeLines {
    /** More readers at a time share the one connection, where many commands travel in one packet. */
    static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(NodeLines.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_REST_NANOS = Duration.ofMinutes(1).toNanos();

    /** In less time nothing is opened and answered. */
    private static final long LEAST_NANOS = Duration.ofMillis(2).toNanos();

    private final LineOpener opener;
    private final String host;
    private final int port;
    /** The latest used first, so that the others may rest until they are ended. */
    private final Deque<NodeLine> free = new ConcurrentLinkedDeque<>();

    private final Set<NodeLine> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());
    private volatile boolean closed;

    NodeLines(LineOpener opener, String host, int port) {
        this.opener = opener;
        this.host = host;
        this.port = port;
    }

    /** A line for the caller alone, which it gives back or loses; null where none is free. */
    @Nullable
    NodeLine take(long now) {
        NodeLine line = free.pollFirst();
        if (line == null && count.get() < MOST && now - notBefore.get() >= 0 && opening.compareAndSet(0, 1)) {
            Thread.ofVirtual().name("redis-line").start(this::open);
        }
        return line;
    }

    void giveBack(NodeLine line, long now) {
        if (closed || !line.rest(now)) {
            lose(line);
        } else {
            free.addFirst(line);
        }
    }

    /** Ends a line that is of no use any more. */
    void lose(NodeLine line) {
        line.end();
        if (all.remove(line)) {
            count.decrementAndGet();
        }
    }

    /** Ends the free lines, too: where one is broken, so are they. */
    void loseAll(NodeLine broken) {
        lose(broken);
        rest();
    }

    /** A new line for the caller alone; null where the node takes none by the deadline, or did not a moment ago. */
    @Nullable
    NodeLine openBy(long deadline) {
        long now = System.nanoTime();
        if (now - notBefore.get() < 0 || deadline - now < LEAST_NANOS) {
            return null;
        }
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return null;
        }
        try {
            NodeLine line = opener.open(host, port, Duration.ofNanos(deadline - now));
            all.add(line);
            return line;
        } catch (IOException | RuntimeException e) {
            LOG.debug("No new line to Redis node {}:{}", host, port, e);
            count.decrementAndGet();
            notBefore.set(System.nanoTime() + PAUSE_NANOS);
            return null;
        }
    }

    private void open() {
        try {
            NodeLine line = opener.open(host, port);
            all.add(line);
            count.incrementAndGet();
            giveBack(line, System.nanoTime());
        } catch (IOException | RuntimeException e) {
            LOG.debug("No line to Redis node {}:{} now", host, port, e);
            notBefore.set(System.nanoTime() + PAUSE_NANOS);
        } finally {
            opening.set(0);
        }
    }

    /** Ends lines whose answers are overdue, and those that nobody has needed for a while. */
    void look(long now) {
        for (NodeLine line : all) {
            if (line.endIfOverdue(now)) {
                lose(line);
            }
        }
        NodeLine oldest = free.peekLast();
        if (oldest != null && now - oldest.idleSince() > LONGEST_REST_NANOS && free.removeLastOccurrence(oldest)) {
            lose(oldest);
        }
    }

    /** Ends the free lines, of a node that has nothing to read now. */
    void rest() {
        for (NodeLine line = free.pollFirst(); line != null; line = free.pollFirst()) {
            lose(line);
        }
    }

    void close() {
        closed = true;
        all.forEach(this::lose);
        free.clear();
    }
}
