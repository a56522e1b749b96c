package dev.tidemark.server.push;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;

/** Counts pushed rows, for Prometheus. Thread-safe. */
public final class PushMeters {
    private final Counter written = counter("written");
    private final Counter pending = counter("pending");

    private static Counter counter(String online) {
        return Services.get(MeterRegistry.class)
                .getOrCreate(Counter.builder("tidemark_pushed_rows")
                        .description("Rows that were pushed, by whether they were online at once")
                        .addTag(Tag.create("online", online)));
    }

    /** Counts the rows of a request that was taken now. */
    public void pushed(PushIntake.Receipt receipt) {
        if (!receipt.repeated()) {
            (receipt.online() ? written : pending).increment(receipt.request().rowCount());
        }
    }
}
