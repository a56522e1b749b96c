package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.online.NearCacheCounts;
import dev.tidemark.server.ServerFixture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TestNearCacheMeters {
    @Test
    void prometheusSeesWhatTheCacheHasDoneUntilNow() throws Exception {
        AtomicLong hits = new AtomicLong(90);
        NearCacheMeters.show(hits, cache -> new NearCacheCounts(cache.get(), 10, 4, 2));
        try (ServerFixture fixture = new ServerFixture()) {
            assertThat(fixture.get("/metrics").body())
                    .containsPattern("tidemark_near_cache_total\\{event=\"hit\",[^}]*} 90.0")
                    .containsPattern("tidemark_near_cache_total\\{event=\"miss\",[^}]*} 10.0")
                    .containsPattern("tidemark_near_cache_total\\{event=\"invalidation\",[^}]*} 4.0")
                    .containsPattern("tidemark_near_cache_total\\{event=\"flush\",[^}]*} 2.0");

            hits.set(91);

            assertThat(fixture.get("/metrics").body())
                    .containsPattern("tidemark_near_cache_total\\{event=\"hit\",[^}]*} 91.0");
        }
    }
}
