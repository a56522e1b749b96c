package dev.tidemark.server;

import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Status;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts and times what the server does, for Prometheus. */
final class Telemetry implements Filter {
    private final MeterRegistry meters = MetricsFactory.getInstance().globalRegistry();
    private final Counter entities =
            meters.getOrCreate(Counter.builder("tidemark_entities").description("Entities that were asked for"));
    private final Map<Status, Counter> features = new EnumMap<>(Status.class);

    Telemetry() {
        for (Status status : Status.values()) {
            features.put(
                    status,
                    meters.getOrCreate(Counter.builder("tidemark_features")
                            .description("Features that were asked for, by what was found")
                            .addTag(Tag.create("status", status.name()))));
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long start = System.nanoTime();
        String route = Routes.nameOf(request.path().rawPath());
        try {
            chain.proceed();
        } finally {
            meters.getOrCreate(Timer.builder("tidemark_requests")
                            .description("Requests, by route and status")
                            .addTag(Tag.create("route", route))
                            .addTag(Tag.create(
                                    "status", String.valueOf(response.status().code()))))
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    /** Counts the outcome of an answered question. */
    void served(List<OnlineFeatures> found) {
        entities.increment(found.size());
        Map<Status, Integer> byStatus = new EnumMap<>(Status.class);
        for (OnlineFeatures entity : found) {
            entity.statuses().forEach(status -> byStatus.merge(status, 1, Integer::sum));
        }
        features.forEach((status, counter) -> counter.increment(byStatus.getOrDefault(status, 0)));
    }
}
