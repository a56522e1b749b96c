package dev.tidemark.server;

import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.health.Readiness;
import dev.tidemark.server.health.Shutdown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A running server. Closing it tells that it is not ready any more, answers on for a while, and lets requests end that
 * have begun.
 */
public final class FeatureServer implements AutoCloseable {
    private static final long POLL_NANOS = 20_000_000;

    private final int port;
    private final ServedGroups groups;
    private final Readiness readiness;
    private final Shutdown shutdown;
    private final List<Runnable> closing;

    /** @param closing what is to be closed, first to last, once the server's end has been announced */
    FeatureServer(int port, ServedGroups groups, Readiness readiness, Shutdown shutdown, List<Runnable> closing) {
        this.port = port;
        this.groups = groups;
        this.readiness = readiness;
        this.shutdown = shutdown;
        this.closing = List.copyOf(closing);
    }

    /** A server that is not started yet; it needs definitions and a store. */
    public static FeatureServerBuilder builder() {
        return new FeatureServerBuilder();
    }

    public int port() {
        return port;
    }

    /**
     * Waits until the server can answer questions, as {@code GET /health/ready} tells it.
     *
     * @return false where it cannot by the end of the limit
     */
    public boolean awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private boolean isReady() {
        return readiness.look().isReady();
    }

    /** What is missing, as {@code GET /health/ready} tells it. */
    String whyNotReady() {
        return readiness.look().whyNot();
    }

    /** Reads the definitions now instead of at the next turn. */
    public void refresh() {
        groups.refresh();
    }

    /** Says from now on that it is not ready, and answers all the same. */
    public void announceEnd() {
        shutdown.announce();
    }

    @Override
    public void close() {
        shutdown.announceAndWait();
        closing.forEach(Runnable::run);
    }
}
