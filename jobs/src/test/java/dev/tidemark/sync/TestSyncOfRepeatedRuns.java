package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Pushes;
import dev.tidemark.ingest.WaitingRows;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conformance table T12: what a label and the online store have of a range that is computed more than once. */
final class TestSyncOfRepeatedRuns {
    private static final TimeRange DAY =
            new TimeRange(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z"));
    private static final TimeRange FROM_NINE =
            new TimeRange(Instant.parse("2026-01-01T09:00:00Z"), Instant.parse("2026-01-05T00:00:00Z"));

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private final FeatureGroup group =
            Pushes.group("computed_again", "raw.computed_again").build();
    private Instant now = Instant.parse("2026-01-05T00:00:00Z");
    private final OfflineStore tables = new OfflineStore(spark, "features", () -> now);
    private MetadataDatabase database;
    private OnlineTarget target;
    private TableSync sync;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        target = new LocalTarget(folder.toString(), 2);
        LocalTarget.STORES.put(target.name(), new MemoryOnlineStore(() -> now));
        Pushes pushes = new Pushes(group, tables, database, () -> now);
        sync = new TableSync(
                spark,
                tables,
                new SyncPositions(database),
                target,
                () -> now,
                new WaitingRows(spark, pushes.batches()));
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.raw");
        spark.sql("CREATE TABLE tidemark.raw.computed_again USING iceberg AS SELECT * FROM VALUES"
                + " (1L, timestamp'2026-01-01T10:00:00Z', 1.0D), (1L, timestamp'2026-01-01T10:00:00Z', 2.0D),"
                + " (1L, timestamp'2026-01-01T10:00:00Z', 3.0D) AS events(user_id, at, score)");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + tables.tableName(group));
        spark.sql("DROP TABLE tidemark.raw.computed_again");
        ExecutorStores.close(target);
        database.close();
    }

    @Test
    void rowsOfOneEntityAndInstantAreOneAndTheSameInEveryRun() {
        materializeAndSync(DAY);
        List<String> first = table();

        assertThat(first).hasSize(1);
        for (TimeRange range : List.of(DAY, DAY, FROM_NINE)) {
            materializeAndSync(range);
            assertThat(table()).isEqualTo(first);
            assertThat(labelAndOnlineValue()).containsExactly(3.0, 3.0);
        }
        // A late event: the range is computed again from its instant on.
        spark.sql("INSERT INTO tidemark.raw.computed_again VALUES (2L, timestamp'2026-01-01T09:30:00Z', 7.0D)");
        materializeAndSync(FROM_NINE);
        assertThat(table()).hasSize(2).containsAll(first);
        assertThat(labelAndOnlineValue()).containsExactly(3.0, 3.0);
    }

    private void materializeAndSync(TimeRange range) {
        new Materialization(new FeatureCompiler(spark), tables).run(group, range);
        sync.syncNews(group);
        now = now.plusSeconds(3_600);
    }

    private List<String> table() {
        return tables.read(group).collectAsList().stream()
                .map(Object::toString)
                .sorted()
                .toList();
    }

    private List<Object> labelAndOnlineValue() {
        Object label = PointInTimeJoin.of(
                        spark.sql("SELECT 1L AS user_id, timestamp'2026-01-04T00:00:00Z' AS at"), "at")
                .with(JoinedGroup.of(group, tables.read(group)).select(List.of("score")))
                .run()
                .select("score")
                .first()
                .get(0);
        Object online = LocalTarget.STORES
                .get(target.name())
                .read(group, List.of(EntityKey.of(group.entity(), 1L)), List.of("score"))
                .getFirst()
                .values()
                .getFirst();
        return List.of(label, online);
    }
}
