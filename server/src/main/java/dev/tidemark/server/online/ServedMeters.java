package dev.tidemark.server.online;

import dev.tidemark.online.Status;
import dev.tidemark.server.answer.LocatedRows;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.EnumMap;
import java.util.Map;

/** Counts entities and features that were asked for, by what was found, for Prometheus. Thread-safe. */
public final class ServedMeters implements FoundListener {
    private final Counter entities;
    private final Counter partial;
    private final Map<Status, Counter> features = new EnumMap<>(Status.class);

    public ServedMeters() {
        MeterRegistry meters = Services.get(MeterRegistry.class);
        entities = meters.getOrCreate(Counter.builder("tidemark_entities").description("Entities that were asked for"));
        partial = meters.getOrCreate(Counter.builder("tidemark_partial_answers")
                .description("Answers of which something could not be read"));
        for (Status status : Status.values()) {
            features.put(
                    status,
                    meters.getOrCreate(Counter.builder("tidemark_features")
                            .description("Features that were asked for, by what was found")
                            .addTag(Tag.create("status", status.name()))));
        }
    }

    @Override
    public void found(ServerRequest request, ServerResponse response, FeatureReader.Found found) {
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
