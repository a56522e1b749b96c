package dev.tidemark.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.time.Microseconds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Readers over HTTP and a writer beside them. Each value that is answered is held against what was written: it must be
 * one that was offered, whole, with its own event time, and, where nothing may be lost, none older than what Redis had
 * acknowledged before.
 */
final class WatchedLoad implements AutoCloseable {
    static final int ENTITIES = 200;
    static final Entity THING = Entity.of("thing", "A thing", "id", ScalarType.INT64);
    static final FeatureGroup GROUP = FeatureGroups.of("watched", THING)
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("turn", ScalarType.INT64, "the how-many-th value of its entity")
            .feature("proof", ScalarType.INT64, "follows from entity and turn")
            .sql("SELECT 1")
            .online()
            .build();

    private static final int READERS = 2;
    private static final int MOST_AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /**
     * Whether Redis may lose what it has acknowledged: a master that dies takes along what its replica had not seen
     * yet.
     */
    enum Losses {
        NONE,
        POSSIBLE
    }

    private final URI server;
    private final OnlineStore store;
    private volatile Losses losses;
    private final Instant start = Microseconds.floor(Instant.now());
    private final AtomicLongArray offered = new AtomicLongArray(ENTITIES);
    private final AtomicLongArray acknowledged = new AtomicLongArray(ENTITIES);
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<String> refusedWrites = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean ended;

    /** A 503. @param at as {@link System#nanoTime} */
    record Refusal(long at, Duration took, String message) {}

    private WatchedLoad(URI server, OnlineStore store, Losses losses) {
        this.server = server;
        this.store = store;
        this.losses = losses;
    }

    /** Writes a first value of each entity and starts. */
    static WatchedLoad begin(URI server, OnlineStore store, Losses losses) {
        WatchedLoad load = new WatchedLoad(server, store, losses);
        load.write(LongStream.range(0, ENTITIES).boxed().toList());
        for (int reader = 0; reader < READERS; reader++) {
            Random random = new Random(reader);
            load.run(() -> load.ask(some(random)));
        }
        Random random = new Random(-1);
        load.run(() -> load.write(some(random)));
        load.awaitMore(50);
        return load;
    }

    private void run(Runnable step) {
        threads.execute(() -> {
            try {
                while (!ended) {
                    step.run();
                }
            } catch (Throwable e) {
                wrong.add(e);
            }
        });
    }

    private static List<Long> some(Random random) {
        return random.longs(1 + random.nextInt(MOST_AT_ONCE), 0, ENTITIES)
                .distinct()
                .boxed()
                .toList();
    }

    private void write(List<Long> entities) {
        List<FeatureRow> rows = new ArrayList<>();
        for (long entity : entities) {
            long turn = offered.incrementAndGet((int) entity);
            Instant at = at(turn);
            rows.add(new FeatureRow(EntityKey.of(THING, entity), at, at, List.<Object>of(turn, proof(entity, turn))));
        }
        try {
            store.write(GROUP, rows);
            rows.forEach(row ->
                    acknowledged.set(Math.toIntExact((Long) row.key().values().getFirst()), (Long)
                            row.values().getFirst()));
            writes.incrementAndGet();
        } catch (FeatureStoreException e) {
            refusedWrites.add(e.getMessage());
        }
    }

    private Instant at(long turn) {
        return start.plusNanos(turn * 1_000);
    }

    private static long proof(long entity, long turn) {
        return (entity * 1_000_003 + turn) * 0x9E3779B97F4A7C15L >> 11;
    }

    private void ask(List<Long> entities) {
        List<Long> least = entities.stream()
                .map(entity -> acknowledged.get(entity.intValue()))
                .toList();
        long asked = System.nanoTime();
        try {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(server.resolve("/features/online"))
                            .POST(HttpRequest.BodyPublishers.ofString(question(entities)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode body = ServerFixture.json(response.body());
            if (response.statusCode() == 503) {
                require(response.headers().firstValue("Retry-After").isPresent(), response.body());
                require(body.at("/error/code").asText().equals("ONLINE_STORE_UNAVAILABLE"), response.body());
                long now = System.nanoTime();
                refusals.add(new Refusal(
                        now,
                        Duration.ofNanos(now - asked),
                        body.at("/error/message").asText()));
                return;
            }
            require(response.statusCode() == 200, response.body());
            for (int position = 0; position < entities.size(); position++) {
                check(body, entities.get(position), least.get(position));
            }
            answers.incrementAndGet();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String question(List<Long> entities) {
        return "{\"feature_group\": \"watched\", \"include\": [\"statuses\", \"event_timestamps\"], \"entity_ids\": [%s]}"
                .formatted(entities.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private void check(JsonNode body, long entity, long least) {
        JsonNode features = body.at("/features/" + entity);
        long turn = features.path("turn").asLong(-1);
        boolean right = turn <= offered.get((int) entity)
                && turn >= (losses == Losses.NONE ? least : 1)
                && features.path("proof").asLong() == proof(entity, turn)
                && body.at("/statuses/" + entity + "/turn").asText().equals("PRESENT")
                && body.at("/event_timestamps/" + entity).asText().equals(at(turn).toString());
        require(
                right,
                "entity %d of a load begun at %s, at least turn %d, at most %d: %s of %s"
                        .formatted(
                                entity,
                                start,
                                least,
                                offered.get((int) entity),
                                features,
                                body.at("/event_timestamps/" + entity)));
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new AssertionError(what);
        }
    }

    /**
     * Waits until so many more questions have been answered and a tenth as many writes done, so that what was done
     * before has shown.
     */
    void awaitMore(int more) {
        int enough = answers.get() + more;
        int writesEnough = writes.get() + more / 10;
        await(() -> answers.get() >= enough && writes.get() >= writesEnough);
    }

    /** Waits until so many questions in a row have been answered, and a tenth as many writes done. */
    void awaitRecovery(int inARow) {
        int[] seen = {-1, 0, 0};
        await(() -> {
            int refused = refusals.size() + refusedWrites.size();
            if (refused != seen[0]) {
                seen[0] = refused;
                seen[1] = answers.get();
                seen[2] = writes.get();
            }
            return answers.get() - seen[1] >= inARow && writes.get() - seen[2] >= inARow / 10;
        });
    }

    private void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            require(wrong.isEmpty(), String.valueOf(wrong.peek()));
            require(System.nanoTime() < deadline, "no recovery; the last refusals: " + refusals + refusedWrites);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    /** What is acknowledged from now on may not be lost any more. */
    void expectNoMoreLosses() {
        for (int entity = 0; entity < ENTITIES; entity++) {
            acknowledged.set(entity, 0);
        }
        losses = Losses.NONE;
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    List<String> refusedWrites() {
        return List.copyOf(refusedWrites);
    }

    /** Ends the load; fails where anything wrong was seen. */
    @Override
    public void close() {
        ended = true;
        threads.close();
        if (!wrong.isEmpty()) {
            throw new AssertionError("wrong: " + wrong.peek(), wrong.peek());
        }
    }
}
