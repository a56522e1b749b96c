package dev.tidemark.server.online;

import dev.tidemark.online.NearCacheCounts;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import java.util.function.Function;

/** Shows Prometheus what a near cache does. */
public final class NearCacheMeters {
    private static final String NAME = "tidemark_near_cache";

    private NearCacheMeters() {}

    /**
     * Shows the counts of a cache for as long as somebody holds on to it.
     *
     * @param counts asked whenever somebody looks
     */
    public static <T> void show(T cache, Function<T, NearCacheCounts> counts) {
        show("hit", cache, counts.andThen(NearCacheCounts::hits));
        show("miss", cache, counts.andThen(NearCacheCounts::misses));
        show("invalidation", cache, counts.andThen(NearCacheCounts::invalidations));
        show("flush", cache, counts.andThen(NearCacheCounts::flushes));
    }

    private static <T> void show(String event, T cache, Function<T, Long> count) {
        Services.get(MeterRegistry.class)
                .getOrCreate(FunctionalCounter.builder(NAME, cache, count)
                        .description(
                                "Keys that were asked for, by whether they were near; changes that were told, and flushes")
                        .addTag(Tag.create("event", event)));
    }
}
