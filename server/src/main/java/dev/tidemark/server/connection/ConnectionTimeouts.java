package dev.tidemark.server.connection;

import dev.tidemark.conf.Settings;
import java.time.Duration;

/**
 * How long the server waits for a client before it closes the connection.
 *
 * @param head from the first byte of a request to the end of its headers; on a new connection from its opening on
 * @param body from the end of the headers to the end of the body
 * @param answer until the client has taken a mebibyte of an answer, or the rest of it
 * @param idle between two requests
 */
public record ConnectionTimeouts(Duration head, Duration body, Duration answer, Duration idle) {
    /** The defaults of tidemark.yaml. */
    public static final ConnectionTimeouts USUAL = new ConnectionTimeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMinutes(2));

    public static ConnectionTimeouts from(Settings settings) {
        return new ConnectionTimeouts(
                settings.duration("server.head-timeout"),
                settings.duration("server.body-timeout"),
                settings.duration("server.answer-timeout"),
                settings.duration("server.idle-timeout"));
    }

    public ConnectionTimeouts withHead(Duration limit) {
        return new ConnectionTimeouts(limit, body, answer, idle);
    }

    public ConnectionTimeouts withBody(Duration limit) {
        return new ConnectionTimeouts(head, limit, answer, idle);
    }

    public ConnectionTimeouts withAnswer(Duration limit) {
        return new ConnectionTimeouts(head, body, limit, idle);
    }

    public ConnectionTimeouts withIdle(Duration limit) {
        return new ConnectionTimeouts(head, body, answer, limit);
    }
}
