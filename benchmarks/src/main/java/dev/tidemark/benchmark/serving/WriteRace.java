package dev.tidemark.benchmark.serving;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.ValueFormat;
import dev.tidemark.online.redis.RedisOnlineStore;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes batches of rows as the store does, which asks in Redis whether each is newer, and as plain sets, which do not.
 */
final class WriteRace {
    static final String GUARDED = "guarded";
    static final String PLAIN = "plain";

    private static final int BATCH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServedLoad load;
    private final RedisOnlineStore store;
    private final RedisClusterAsyncCommands<byte[], byte[]> plain;
    private final Supplier<Duration> cpu;
    private Instant newest = Instant.now();

    /** @param cpu processor time so far, of this process and all of Redis */
    WriteRace(
            ServedLoad load,
            RedisOnlineStore store,
            RedisClusterAsyncCommands<byte[], byte[]> plain,
            Supplier<Duration> cpu) {
        this.load = load;
        this.store = store;
        this.plain = plain;
        this.cpu = cpu;
    }

    /**
     * What one way costs.
     *
     * @param micros by the clock, per entity
     * @param cpuMicros of processor time, per entity
     */
    record Cost(double micros, double cpuMicros) {}

    /** Medians of interleaved rounds over all entities; each row is newer than what is stored. */
    Map<String, Cost> run(int rounds) {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        Map<String, Consumer<List<FeatureRow>>> ways =
                Map.of(GUARDED, rows -> store.write(load.group(), rows), PLAIN, this::set);
        for (int round = -1; round < rounds; round++) {
            List<String> order = round % 2 == 0 ? List.of(GUARDED, PLAIN) : List.of(PLAIN, GUARDED);
            for (String way : order) {
                Cost cost = cost(ways.getOrDefault(way, rows -> {}));
                if (round >= 0) {
                    costs.computeIfAbsent(way, name -> new ArrayList<>()).add(cost);
                }
            }
        }
        Map<String, Cost> medians = new LinkedHashMap<>();
        costs.forEach((way, all) -> medians.put(
                way,
                new Cost(
                        Figures.median(all.stream().map(Cost::micros).toList()),
                        Figures.median(all.stream().map(Cost::cpuMicros).toList()))));
        return medians;
    }

    private Cost cost(Consumer<List<FeatureRow>> way) {
        newest = newest.plusSeconds(1);
        List<FeatureRow> rows = load.rows(load.group(), 0, load.entities(), newest);
        Duration before = cpu.get();
        long start = System.nanoTime();
        for (int from = 0; from < rows.size(); from += BATCH) {
            way.accept(rows.subList(from, Math.min(from + BATCH, rows.size())));
        }
        long elapsed = System.nanoTime() - start;
        Duration used = cpu.get().minus(before);
        return new Cost(elapsed / 1e3 / rows.size(), used.toNanos() / 1e3 / rows.size());
    }

    private void set(List<FeatureRow> rows) {
        FeatureGroup group = load.group();
        List<RedisFuture<String>> answers = new ArrayList<>(rows.size());
        for (FeatureRow row : rows) {
            answers.add(plain.set(
                    KeyFormat.key(group, row.key()),
                    ValueFormat.encode(group, row),
                    SetArgs.Builder.pxAt(row.eventTimestamp().plus(Duration.ofDays(30)))));
        }
        if (!LettuceFutures.awaitAll(PATIENCE, answers.toArray(RedisFuture[]::new))) {
            throw new IllegalStateException("Redis did not answer within " + PATIENCE);
        }
    }
}
