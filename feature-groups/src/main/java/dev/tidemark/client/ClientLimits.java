package dev.tidemark.client;

import java.time.Duration;

/**
 * Limits for a client's connections, requests and retries.
 *
 * @param connect for one connection
 * @param request for one request with all its tries and the pauses between them
 * @param tries of one request; 1 means no retry
 */
public record ClientLimits(Duration connect, Duration request, int tries) {
    public ClientLimits {
        if (!connect.isPositive() || !request.isPositive() || tries < 1) {
            throw new IllegalArgumentException("Limits must be longer than zero and tries at least 1, got %s, %s, %d"
                    .formatted(connect, request, tries));
        }
    }

    /** Returns the defaults: two seconds to connect, five for a request, three tries. */
    public static ClientLimits usual() {
        return new ClientLimits(Duration.ofSeconds(2), Duration.ofSeconds(5), 3);
    }
}
