package dev.tidemark.server;

import dev.tidemark.online.Status;
import dev.tidemark.online.transcode.LocatedRows;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times what the server does, for Prometheus. */
final class Telemetry implements Filter {
    private final MeterRegistry meters = MetricsFactory.getInstance().globalRegistry();
    private final Counter entities =
            meters.getOrCreate(Counter.builder("tidemark_entities").description("Entities that were asked for"));
    private final Counter partial = meters.getOrCreate(
            Counter.builder("tidemark_partial_answers").description("Answers of which something could not be read"));
    private final Counter written = pushed("written");
    private final Counter pending = pushed("pending");
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();
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

    private Counter pushed(String online) {
        return meters.getOrCreate(Counter.builder("tidemark_pushed_rows")
                .description("Rows that were pushed, by whether they were online at once")
                .addTag(Tag.create("online", online)));
    }

    /** Counts the rows of a request that was taken now. */
    void pushed(PushIntake.Receipt receipt) {
        if (!receipt.repeated()) {
            (receipt.online() ? written : pending).increment(receipt.request().rowCount());
        }
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long start = System.nanoTime();
        String route = Routes.nameOf(request.path().path());
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

    /** Counts the outcome of an answered question. */
    void served(FeatureReader.Found found) {
        entities.increment(found.entities().size());
        if (found.isPartial()) {
            partial.increment();
        }
        for (LocatedRows rows : found.rows()) {
            rows.statuses().forEach((status, count) -> {
                Counter counter = features.get(status);
                if (counter != null && count > 0) {
                    counter.increment(count);
                }
            });
        }
    }
}
