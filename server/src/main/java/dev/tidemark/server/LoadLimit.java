package dev.tidemark.server;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns requests away that are more than the server works on at a time, before their bodies are read: memory stays bounded by the
 * limit times what one request may hold. Health and metrics are always answered. Thread-safe.
 */
final class LoadLimit implements Filter {
    private final int limit;
    private final AtomicInteger working = new AtomicInteger();

    LoadLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        // The path that routing looks at: another reading of it would let requests pass.
        String path = request.path().path();
        if (path.equals("/health/live") || path.equals("/health/ready") || path.equals("/metrics")) {
            chain.proceed();
            return;
        }
        try {
            if (working.incrementAndGet() > limit) {
                Answers.fail(
                        request,
                        response,
                        new Failure(
                                Status.SERVICE_UNAVAILABLE_503,
                                "OVERLOADED",
                                "%d requests are being answered (server.max-concurrent-requests); try again"
                                        .formatted(limit)));
                return;
            }
            chain.proceed();
        } finally {
            working.decrementAndGet();
        }
    }
}
