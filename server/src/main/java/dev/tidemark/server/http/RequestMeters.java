package dev.tidemark.server.http;

import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times requests by route and status, for Prometheus. Thread-safe. */
public final class RequestMeters implements Filter {
    private final MeterRegistry meters = Services.get(MeterRegistry.class);
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
    private final RouteNames names;

    public RequestMeters(RouteNames names) {
        this.names = names;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long start = System.nanoTime();
        String route = names.of(request.path().path());
        try {
            chain.proceed();
        } finally {
            timer(route, response.status().code()).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(String route, int status) {
        return timers.computeIfAbsent(
                new Outcome(route, status),
                outcome -> meters.getOrCreate(Timer.builder("tidemark_requests")
                        .description("Requests, by route and status")
                        .addTag(Tag.create("route", route))
                        .addTag(Tag.create("status", String.valueOf(status)))));
    }

    private record Outcome(String route, int status) {}
}
