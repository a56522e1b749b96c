package dev.tidemark.materialize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.compute.ComputeContext;
import dev.tidemark.compute.FeatureComputation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A materialization that stands still for longer than its lease, while another takes its place. */
final class TestPausedMaterialization {
    /** Long enough that no test hears a heart beat that it has not asked for. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final TimeRange DAY =
            new TimeRange(Instant.parse("2026-03-02T00:00:00Z"), Instant.parse("2026-03-03T00:00:00Z"));

    /** What happens once the rows of a run are being computed, to the next run only. */
    private static Runnable pause = () -> {};

    @TempDir
    Path folder;

    private final SparkSession spark = SharedSpark.session();
    private Instant now = Instant.parse("2026-04-01T00:00:00Z");
    private final OfflineStore store = new OfflineStore(spark, "features", () -> now);
    private MetadataDatabase database;
    private RunHistory history;

    /** Reads the source and is paused. */
    public static final class Paused implements FeatureComputation {
        @Override
        public Dataset<Row> compute(ComputeContext context) {
            List<Row> read = context.source("paused_source").collectAsList();
            Dataset<Row> source = context.source("paused_source");
            Runnable then = pause;
            pause = () -> {};
            then.run();
            return source.sparkSession().createDataFrame(read, source.schema());
        }
    }

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        history = new RunHistory(database, () -> now, LEASE);
        spark.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.raw");
        spark.sql("CREATE TABLE tidemark.raw.paused_source USING iceberg AS SELECT 1L AS user_id,"
                + " TIMESTAMP'2026-03-02 10:00:00' AS event_timestamp, 1L AS v");
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE tidemark.raw.paused_source");
        spark.sql("DROP TABLE IF EXISTS tidemark.features.paused");
        database.close();
    }

    @Test
    void aPausedRunDoesNotWriteOverItsSuccessorAndDoesNotSucceed() {
        FeatureGroup group = group();
        pause = () -> {
            now = now.plus(LEASE).plusSeconds(1);
            spark.sql("INSERT INTO tidemark.raw.paused_source VALUES (2L, TIMESTAMP'2026-03-02 11:00:00', 2L)");
            backfill().resume(group, ChunkPlan.of(List.of(DAY)));
        };

        assertThatThrownBy(() -> backfill().resume(group, ChunkPlan.of(List.of(DAY))))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage("The run of 'paused' gave no sign of life for too long and lost its lease; start it again");

        assertThat(store.read(group).count()).isEqualTo(2);
        assertThat(history.latest(10))
                .extracting(Run::status)
                .containsExactly(Run.Status.SUCCEEDED, Run.Status.ABANDONED);
    }

    @Test
    void aRunThatLosesItsLeaseToNobodyWritesNothing() {
        FeatureGroup group = group();
        pause = () -> {
            now = now.plus(LEASE).plusSeconds(1);
            assertThat(history.latest(1)).extracting(Run::status).containsExactly(Run.Status.ABANDONED);
        };

        assertThatThrownBy(() -> backfill().resume(group, ChunkPlan.of(List.of(DAY))))
                .isInstanceOf(FeatureStoreException.class);

        assertThat(store.read(group).count()).isZero();
        assertThat(history.latest(10)).extracting(Run::status).containsExactly(Run.Status.ABANDONED);
    }

    private ChunkedMaterialization backfill() {
        return new ChunkedMaterialization(
                new Materialization(new FeatureCompiler(spark), store),
                new Runs(history, LEASE, new Runs.Patience.None(), SparkFailure::explained),
                new Positions(database, store, spark, () -> now),
                new FinishedChunks(database),
                new Silent());
    }

    private static FeatureGroup group() {
        return FeatureGroups.ofUsers("paused")
                .source(DataSource.table("tidemark.raw.paused_source").timestamp("event_timestamp"))
                .feature("v", ScalarType.INT64, "Value")
                .computedBy(Paused.class)
                .build();
    }

    private static final class Silent implements ChunkedMaterialization.Steps {
        @Override
        public void resumed(FeatureGroup group, int finishedChunks, int chunks) {}

        @Override
        public void started(FeatureGroup group, TimeRange chunk, int number, int chunks) {}

        @Override
        public void finished(FeatureGroup group, TimeRange chunk, int number, int chunks, long rows) {}

        @Override
        public boolean stopRequested() {
            return false;
        }
    }
}
