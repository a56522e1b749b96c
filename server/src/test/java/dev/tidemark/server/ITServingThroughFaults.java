package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.local.ClusterOperator;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.LocalRedisNode;
import dev.tidemark.online.local.SharedRedisCluster;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What clients of the server see while a real cluster of three masters and three replicas is hurt, for how long, and
 * that nothing wrong is ever served ({@link WatchedLoad}). The cluster is healed after each test;
 * docs/inside/failures.md names these tests.
 */
final class ITServingThroughFaults {
    /** Nothing here takes so long but on a machine that is busy otherwise. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private static final Duration IMPATIENT = Duration.ofMillis(500);

    /**
     * Two seconds until the others call a node dead, their election, the client's refresh; the rest is a busy machine.
     */
    private static final Duration LONGEST_FAILOVER = Duration.ofSeconds(60);

    /** So long a node is waited for by the others: no busy machine makes them give one up. */
    private static final String PATIENT_NODES = "60000";

    private static final String IMPATIENT_NODES = "2000";

    private static long turns;
    private static LocalRedisCluster cluster;
    private static ClusterOperator operator;

    @BeforeAll
    static void start() {
        cluster = SharedRedisCluster.startNew();
        operator = new ClusterOperator(cluster);
        // Masters stay masters when they lose their last slot, so that it can be given back.
        configureAll("cluster-allow-replica-migration", "no");
        configureAll("cluster-node-timeout", PATIENT_NODES);
    }

    private static void configureAll(String setting, String value) {
        cluster.nodes().forEach(node -> operator.configure(node, setting, value));
    }

    @AfterEach
    void heal() {
        operator.awaitHealed();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aSlotThatIsMovedUnderReadsAndWritesRefusesNobody() throws Exception {
        int slot = ClusterOperator.slotOf(key(0));
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT);
                WatchedLoad load = WatchedLoad.begin(serving.uri(), serving.store(), WatchedLoad.Losses.NONE)) {
            LocalRedisNode source = operator.masterOf(key(0));
            LocalRedisNode target = operator.masters().stream()
                    .filter(master -> master != source)
                    .findFirst()
                    .orElseThrow();
            operator.beginMove(List.of(slot), source, target);
            load.awaitMore(200);
            operator.carry(slot, source, target, 1);
            load.awaitMore(200);
            operator.endMove(List.of(slot), source, target);
            load.awaitMore(400);

            assertThat(load.refusals()).isEmpty();
            assertThat(load.refusedWrites()).isEmpty();
            assertThat(operator.masterOf(key(0))).isEqualTo(target);
            operator.move(List.of(slot), target, source);
        }
    }

    @Test
    void allSlotsOfAMasterMoveToAnotherAndBackWithoutARefusal() throws Exception {
        List<LocalRedisNode> masters = operator.masters();
        List<Integer> slots = operator.slots(masters.getFirst());
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT);
                WatchedLoad load = WatchedLoad.begin(serving.uri(), serving.store(), WatchedLoad.Losses.NONE)) {
            operator.move(slots, masters.getFirst(), masters.getLast());
            assertThat(operator.masters()).doesNotContain(masters.getFirst());
            load.awaitMore(300);

            operator.move(slots, masters.getLast(), masters.getFirst());
            load.awaitMore(300);

            assertThat(load.refusals()).isEmpty();
            assertThat(load.refusedWrites()).isEmpty();
        }
    }

    @Test
    void aPromotedReplicaServesWhatItsMasterHad() throws Exception {
        LocalRedisNode replica = operator.replicaOf(operator.masters().getFirst());
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT);
                WatchedLoad load = WatchedLoad.begin(serving.uri(), serving.store(), WatchedLoad.Losses.NONE)) {
            operator.promote(replica);
            load.awaitMore(300);

            assertThat(load.refusals()).isEmpty();
            assertThat(load.refusedWrites()).isEmpty();
        }
    }

    @Test
    void aHungMasterIsReplacedAndItsReturnBringsNothingOldBack() throws Exception {
        LocalRedisNode master = operator.masters().getFirst();
        long process = master.process().orElseThrow().pid();
        try (ClusterServing serving = ClusterServing.start(cluster, IMPATIENT);
                WatchedLoad load = WatchedLoad.begin(serving.uri(), serving.store(), WatchedLoad.Losses.POSSIBLE)) {
            configureAll("cluster-node-timeout", IMPATIENT_NODES);
            long start = System.nanoTime();
            ClusterOperator.signal("STOP", process);
            try {
                load.awaitRecovery(500);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_FAILOVER);
                // No other master may be given up from here on, on however busy a machine.
                cluster.nodes().stream()
                        .filter(node -> node != master)
                        .forEach(node -> operator.configure(node, "cluster-node-timeout", PATIENT_NODES));
                load.expectNoMoreLosses();
                load.awaitMore(300);
            } finally {
                ClusterOperator.signal("CONT", process);
            }
            load.awaitMore(1_000);
            operator.awaitHealed();

            assertThat(load.refusals())
                    .anySatisfy(refusal -> assertThat(refusal.message())
                            .startsWith("The online store does not answer")
                            .doesNotContain(master.toString()));
        } finally {
            configureAll("cluster-node-timeout", PATIENT_NODES);
        }
    }

    @Test
    void aMasterOutOfMemoryRefusesWritesByNameAndServesReads() throws Exception {
        LocalRedisNode full = operator.masterOf(key(0));
        FeatureRow row = row(0);
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT)) {
            serving.store().write(WatchedLoad.GROUP, List.of(row));
            operator.configure(full, "maxmemory", "1");
            try {
                FeatureStoreException refused = catchThrowableOfType(
                        FeatureStoreException.class, () -> serving.store().write(WatchedLoad.GROUP, List.of(row(0))));
                assertThat(refused.code()).isEqualTo(ErrorCode.ONLINE_STORE_UNAVAILABLE);
                assertThat(refused)
                        .hasMessageContaining("Redis node %s is out of memory".formatted(full))
                        .hasMessageContaining("maxmemory");
                assertThat(serving.ask(0).statusCode()).isEqualTo(200);
                assertThat(serving.ask(0).body())
                        .contains("\"turn\":" + row.values().getFirst());
            } finally {
                operator.configure(full, "maxmemory", "0");
            }
            assertThat(serving.store().write(WatchedLoad.GROUP, List.of(row(0))).written())
                    .isEqualTo(1);
        }
    }

    @Test
    void aSlowMasterIsWaitedForWithinTheTimeLimit() throws Exception {
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT)) {
            serving.store().write(WatchedLoad.GROUP, List.of(row(0)));
            operator.pause(operator.masterOf(key(0)), 300);

            assertThat(serving.ask(0).statusCode()).isEqualTo(200);
        }
    }

    /** A read that finds its connections broken is asked again on a new one. */
    @Test
    void brokenConnectionsCostNoAnswer() throws Exception {
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT)) {
            List<Long> entities = LongStream.range(0, 40).boxed().toList();
            serving.store()
                    .write(
                            WatchedLoad.GROUP,
                            entities.stream().map(ITServingThroughFaults::row).toList());
            assertThat(serving.askAll(entities).statusCode()).isEqualTo(200);
            for (int turn = 0; turn < 5; turn++) {
                operator.masters().forEach(operator::killAllClients);

                assertThat(serving.askAll(entities))
                        .satisfies(answer -> assertThat(answer.statusCode())
                                .as(answer.body())
                                .isEqualTo(200));
                operator.masters().forEach(operator::killAllClients);
                assertThat(serving.askTogether(turn, 20))
                        .allSatisfy(body -> assertThat(body).contains("\"found\":1"));
            }
        }
    }

    @Test
    void aMasterBeyondTheTimeLimitHoldsUpNobodyElse() throws Exception {
        LocalRedisNode slow = operator.masterOf(key(0));
        long process = slow.process().orElseThrow().pid();
        long elsewhere = LongStream.range(1, WatchedLoad.ENTITIES)
                .filter(entity -> operator.masterOf(key(entity)) != slow)
                .findFirst()
                .orElseThrow();
        try (ClusterServing serving = ClusterServing.start(cluster, IMPATIENT)) {
            FeatureRow there = row(elsewhere);
            serving.store().write(WatchedLoad.GROUP, List.of(row(0), there));
            ClusterOperator.signal("STOP", process);
            try {
                long start = System.nanoTime();
                HttpResponse<String> refused = serving.ask(0);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(IMPATIENT);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).contains("1");
                assertThat(refused.body())
                        .contains("The online store does not answer")
                        .doesNotContain(slow.toString());
                HttpResponse<String> ready = serving.ready();
                assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
                assertThat(ready.body()).contains("\"online_store\":\"UP\"").doesNotContain("_percent\":100");
                List<Long> many = LongStream.range(0, 1_000)
                        .filter(entity -> operator.masterOf(key(entity)) == slow)
                        .limit(60)
                        .boxed()
                        .toList();
                assertThat(serving.askAll(many).statusCode()).isEqualTo(503);
                assertThat(shortestRefusal(serving, 3))
                        .as("one request is one silence, however many keys it is about")
                        .isGreaterThanOrEqualTo(IMPATIENT);
                serving.askUntilAnswered(elsewhere);

                String other = "\"%d\":{\"turn\":%s"
                        .formatted(elsewhere, there.values().getFirst());
                assertThat(serving.askPartially(0, elsewhere, other))
                        .contains("\"0\":{\"turn\":null,\"proof\":null}")
                        .contains("\"0\":{\"turn\":\"UNAVAILABLE\"")
                        .contains("\"partial\":true");

                serving.askTogether(0, 40);
                assertThat(shortestRefusal(serving, 10)).isLessThan(IMPATIENT);
                serving.askUntilAnswered(elsewhere);
            } finally {
                ClusterOperator.signal("CONT", process);
            }
            serving.askUntilAnswered(0);
        }
    }

    private static Duration shortestRefusal(ClusterServing serving, int questions) throws Exception {
        Duration shortest = Duration.ofDays(1);
        for (int question = 0; question < questions; question++) {
            long start = System.nanoTime();
            assertThat(serving.ask(0).statusCode()).isEqualTo(503);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            shortest = took.compareTo(shortest) < 0 ? took : shortest;
        }
        return shortest;
    }

    @Test
    void aBrokenValueIsToldByItsKeyAndHurtsNoOther() throws Exception {
        try (ClusterServing serving = ClusterServing.start(cluster, PATIENT)) {
            serving.store().write(WatchedLoad.GROUP, List.of(row(0), row(1), row(2), row(3)));
            operator.damage(key(1), "garbage");
            operator.truncate(key(2), 20);
            operator.replaceByList(key(3));
            assertBroken(serving, 1);
            assertBroken(serving, 2);
            assertBroken(serving, 3);
            assertThat(serving.ask(0).statusCode()).isEqualTo(200);

            // The next write of the entity heals each.
            List<FeatureRow> rows = List.of(row(1), row(2), row(3));
            assertThat(serving.store().write(WatchedLoad.GROUP, rows).written()).isEqualTo(3);
            assertThat(serving.ask(3).body())
                    .contains("\"turn\":" + rows.getLast().values().getFirst());
        }
    }

    private static void assertBroken(ClusterServing serving, long entity) throws Exception {
        HttpResponse<String> response = serving.ask(entity);
        JsonNode error = ServerFixture.json(response.body()).path("error");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(error.path("code").asText()).isEqualTo("CORRUPT_VALUE");
        assertThat(error.path("message").asText()).contains("watched:" + entity);
    }

    private static FeatureRow row(long entity) {
        Instant now = dev.tidemark.time.Microseconds.floor(Instant.now()).plusNanos(1_000 * ++turns);
        return new FeatureRow(EntityKey.of(WatchedLoad.THING, entity), now, now, List.of(turns, 0L));
    }

    private static String key(long entity) {
        return "watched:" + entity;
    }
}
