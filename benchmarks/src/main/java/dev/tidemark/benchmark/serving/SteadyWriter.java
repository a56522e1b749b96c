package dev.tidemark.benchmark.serving;

import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.WriteRate;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/**
 * A process that writes all entities again and again, at a rate: {@code SteadyWriter RATE ENTITIES URI..}. A full load,
 * as one executor makes it.
 */
final class SteadyWriter {
    private static final int MOST_AT_ONCE = 500;

    private SteadyWriter() {}

    public static void main(String[] arguments) {
        double perSecond = Double.parseDouble(arguments[0]);
        WriteRate rate = new WriteRate(perSecond);
        int batch = WriteRate.batch(perSecond, MOST_AT_ONCE);
        ServedLoad load = new ServedLoad(Integer.parseInt(arguments[1]));
        List<URI> uris = Arrays.stream(arguments).skip(2).map(URI::create).toList();
        try (RedisOnlineStore store = RedisOnlineStore.open(ServedProcess.config(uris), InstantSource.system())) {
            System.out.println("WRITING");
            System.out.flush();
            while (true) {
                Instant now = Instant.now();
                for (int from = 0; from < load.entities(); from += batch) {
                    List<FeatureRow> rows = load.rows(load.group(), from, Math.min(from + batch, load.entities()), now);
                    rate.await(rows.size());
                    store.write(load.group(), rows);
                }
            }
        }
    }
}
