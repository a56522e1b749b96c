package dev.tidemark.benchmark.materialize;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.conf.Secret;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.materialize.MaterializationPlanner;
import dev.tidemark.materialize.Positions;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** Materializes groups as the command line does, with a metadata database in memory and a clock that stands still. */
final class Workbench implements AutoCloseable {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final SparkSession spark;
    private final MetadataDatabase database;
    private final OfflineStore tables;
    private final Positions positions;
    private final FinishedChunks finished;
    private final Runs runs;

    Workbench(SparkSession spark, Instant now) {
        this.spark = spark;
        this.database = MetadataDatabase.open(new MetadataConfig(
                "jdbc:h2:mem:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1"
                        .formatted(UUID.randomUUID()),
                "tidemark",
                new Secret(""),
                4));
        this.tables = new OfflineStore(spark, "benchmark", () -> now);
        this.positions = new Positions(database, tables, spark, () -> now);
        this.finished = new FinishedChunks(database);
        this.runs = new Runs(
                new RunHistory(database, () -> now, LEASE), LEASE, new Runs.Patience.None(), SparkFailure::explained);
    }

    OfflineStore tables() {
        return tables;
    }

    void drop(FeatureGroup group) {
        if (tables.exists(group)) {
            spark.sql("DROP TABLE %s PURGE".formatted(tables.tableName(group)));
        }
        finished.forget(group);
    }

    /** What {@code tidemark materialize GROUP --to INSTANT} does; returns the number of written rows. */
    long materialize(FeatureGroup group, Instant to) {
        ChunkPlan plan = new MaterializationPlanner(spark, positions, finished, () -> to, Duration.ZERO)
                .plan(group, null, to, null);
        return new ChunkedMaterialization(
                        new Materialization(new FeatureCompiler(spark), tables),
                        runs,
                        positions,
                        finished,
                        new Silent())
                .resume(group, plan)
                .rows();
    }

    @Override
    public void close() {
        database.close();
    }

    private record Silent() implements ChunkedMaterialization.Steps {
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
