package dev.tidemark.server;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns requests away that are more than the server works on at a time, before their bodies are read: memory stays bounded by the
 * limit times what one request may hold. Health and metrics are always answered. Thread-safe.
 */
final class LoadLimit implements Filter {
    private static final Set<String> ALWAYS = Set.of("/health/live", "/health/ready", "/metrics");
    private static final long LATELY_NANOS = 1_000_000_000;

    private final int limit;
    private volatile long refusedAt = System.nanoTime() - LATELY_NANOS;
    private final AtomicInteger working = new AtomicInteger();

    LoadLimit(int limit) {
        this.limit = limit;
    }

    /** Whether requests were refused within the last second, or one more would be. */
    boolean isRefusing() {
        return working.get() >= limit || System.nanoTime() - refusedAt < LATELY_NANOS;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        // The path that routing looks at: another reading of it would let requests pass.
        String path = request.path().path();
        if (ALWAYS.contains(path) && path.equals(request.path().rawPath())) {
            chain.proceed();
            return;
        }
        try {
            if (working.incrementAndGet() > limit) {
                refusedAt = System.nanoTime();
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
