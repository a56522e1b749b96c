package dev.tidemark.benchmark.serving;

import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.WriteRate;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** A process that writes all entities again and again, at a rate: {@code SteadyWriter RATE ENTITIES URI..}. A full load, as one executor makes it. */
final class SteadyWriter {
    private static final int BATCH = 500;

    private SteadyWriter() {}

    public static void main(String[] arguments) {
        WriteRate rate = new WriteRate(Double.parseDouble(arguments[0]));
        ServedLoad load = new ServedLoad(Integer.parseInt(arguments[1]));
        List<URI> uris = Arrays.stream(arguments).skip(2).map(URI::create).toList();
        try (RedisOnlineStore store = RedisOnlineStore.open(ServedProcess.config(uris), InstantSource.system())) {
            System.out.println("WRITING");
            System.out.flush();
            while (true) {
                Instant now = Instant.now();
                for (int from = 0; from < load.entities(); from += BATCH) {
                    List<FeatureRow> rows = load.rows(load.group(), from, Math.min(from + BATCH, load.entities()), now);
                    rate.await(rows.size());
                    store.write(load.group(), rows);
                }
            }
        }
    }
}
