package dev.tidemark.server.connection;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** A client's connection, from its first request to the last byte that the client can read of an answer. */
final class GuardedConnection implements ServerConnection {
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** A client that was refused sends no more than it had begun, if it knows HTTP. */
    private static final long MOST_DRAINED = 16 << 20;

    private final ServerConnection connection;
    private final TimedSocket socket;
    private final RequestBytes requests;
    private final Deadlines deadlines;

    GuardedConnection(ServerConnection connection, TimedSocket socket, RequestBytes requests, Deadlines deadlines) {
        this.connection = connection;
        this.socket = socket;
        this.requests = requests;
        this.deadlines = deadlines;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        deadlines.watch(socket);
        try {
            connection.handle(limit);
        } finally {
            requests.release();
            if (requests.isUnread()) {
                socket.linger(LINGER, MOST_DRAINED);
            }
            deadlines.forget(socket);
        }
    }

    @Override
    public Duration idleTime() {
        // RequestBytes limits the time between requests.
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        requests.end();
        if (interrupt) {
            connection.close(true);
        }
    }
}
