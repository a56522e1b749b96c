package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.RedisTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sync and a real Redis Cluster: values lost on one node, a limit to the rate, a group that retires. */
final class ITRedisSync {
    private static final int ENTITIES = 3_000;

    private final SparkSession spark = SharedSpark.session();
    private final OfflineStore tables = new OfflineStore(spark, "features", InstantSource.system());
    private final FeatureGroup group = FeatureGroups.written("redis_sync", ScalarType.STRING)
            .feature("score", ScalarType.INT64, "Score")
            .online()
            .build();

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private SyncPositions positions;
    private RedisTarget target;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        positions = new SyncPositions(database);
        target = new RedisTarget(SharedRedisCluster.config().withCommandTimeout(Duration.ofSeconds(10)), 0);
        tables.ensure(group);
        spark.sql("INSERT INTO " + tables.tableName(group) + " SELECT concat('u:', id), timestamp'2026-01-01',"
                + " timestamp'2026-01-01', id FROM range(" + ENTITIES + ")");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + tables.tableName(group));
        target.disconnect();
        database.close();
    }

    @Test
    void whatANodeLostIsNoticedAndWrittenAgainAndARetiredGroupLeavesNothing() throws IOException {
        TableSync sync = sync(target);
        sync.syncNews(group);
        Set<String> all = keys();
        assertThat(all).hasSize(ENTITIES).contains("redis_sync:u%3A7");

        flushOneMaster();
        assertThat(keys().size()).isBetween(1, ENTITIES - 1);
        assertThat(sync.syncNews(group).detail()).isEqualTo("the online store has lost values");
        assertThat(keys()).isEqualTo(all);

        spark.sql("DELETE FROM " + tables.tableName(group) + " WHERE score < 1000");
        assertThat(sync.syncNews(group).retracted()).isEqualTo(1_000);
        assertThat(keys()).hasSize(ENTITIES - 1_000).isSubsetOf(all);

        assertThat(new RetiredGroups(positions, target).remove(group.name(), List.of(), removed -> {}))
                .isEqualTo(ENTITIES - 1_000);
        assertThat(keys()).isEmpty();
        assertThat(target.open().marks(group.name())).containsExactly("");
    }

    @Test
    void aFullLoadKeepsToItsRate() {
        RedisTarget slow = new RedisTarget(target.config().withBatchSize(100), 1_000);
        try {
            long started = System.nanoTime();
            assertThat(sync(slow).syncEverything(group).written()).isEqualTo(ENTITIES);

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofMillis(2_700));
            new RetiredGroups(positions, target).remove(group.name(), List.of(), removed -> {});
        } finally {
            slow.disconnect();
        }
    }

    private TableSync sync(OnlineTarget store) {
        return new TableSync(spark, tables, positions, store, InstantSource.system());
    }

    private Set<String> keys() {
        SyncStore store = ExecutorStores.of(target);
        Set<String> keys = new TreeSet<>();
        for (String part : store.parts()) {
            for (Iterator<List<StoredKey>> batches = store.stored(group.name(), part); batches.hasNext(); ) {
                batches.next().forEach(stored -> keys.add(stored.key()));
            }
        }
        return keys;
    }

    /** A replica refuses; the first master that is asked forgets everything. */
    private static void flushOneMaster() throws IOException {
        for (URI node : SharedRedisCluster.cluster().uris()) {
            try (Socket socket = new Socket(node.getHost(), node.getPort())) {
                socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() == '+') {
                    return;
                }
            }
        }
        throw new AssertionError("no master took FLUSHALL");
    }
}
