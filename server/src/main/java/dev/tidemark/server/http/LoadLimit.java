package dev.tidemark.server.http;

import dev.tidemark.server.connection.LargeBodies;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses requests beyond the number that the server works on at a time. A request counts from its last byte received
 * to the first byte of its answer, so that slow senders and slow readers do not keep others out. Health and metrics are
 * always answered. Thread-safe.
 */
public final class LoadLimit implements Filter {
    private static final Set<String> ALWAYS = Set.of("/health/live", "/health/ready", "/metrics");
    private static final long LATELY_NANOS = 1_000_000_000;

    private final int limit;
    private final LargeBodies large;
    private volatile long refusedAt = System.nanoTime() - LATELY_NANOS;
    private final AtomicInteger working = new AtomicInteger();

    public LoadLimit(int limit, LargeBodies large) {
        this.limit = limit;
        this.large = large;
    }

    /** Whether requests were refused within the last second, or one more would be. */
    public boolean isRefusing() {
        return working.get() >= limit || System.nanoTime() - refusedAt < LATELY_NANOS;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        // The path as routing reads it: a different reading would let requests pass.
        String path = request.path().path();
        if (ALWAYS.contains(path) && path.equals(request.path().rawPath())) {
            chain.proceed();
            return;
        }
        int weight = large.weight(
                request.headers().contentLength().orElse(0), request.headers().contains(HeaderNames.CONTENT_ENCODING));
        if (!large.enter(weight)) {
            refuse(request, response, "The server has no memory for more large bodies at the moment; try again");
            return;
        }
        Place place = new Place(weight);
        response.beforeSend(place);
        try {
            if (working.incrementAndGet() > limit) {
                refusedAt = System.nanoTime();
                refuse(
                        request,
                        response,
                        "%d requests are being answered (server.max-concurrent-requests); try again".formatted(limit));
            } else {
                chain.proceed();
            }
        } finally {
            place.run();
        }
    }

    private static void refuse(RoutingRequest request, RoutingResponse response, String message) {
        Answers.fail(request, response, new Failure(Status.SERVICE_UNAVAILABLE_503, "OVERLOADED", message));
    }

    /** What a request holds while it is worked on; given back once. Used by one thread. */
    private final class Place implements Runnable {
        private final int weight;
        private boolean left;

        Place(int weight) {
            this.weight = weight;
        }

        @Override
        public void run() {
            if (!left) {
                left = true;
                working.decrementAndGet();
                large.leave(weight);
            }
        }
    }
}
