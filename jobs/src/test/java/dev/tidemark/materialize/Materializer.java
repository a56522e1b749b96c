package dev.tidemark.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.run.StoppedException;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.TrainingSetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Materializes groups as the command line does, by a clock that a test moves; its tables go when it is closed. */
final class Materializer implements AutoCloseable {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final SparkSession spark = SharedSpark.session();
    private final MetadataDatabase database;
    private final FinishedChunks finished;
    private final OfflineStore tables;
    private final Positions positions;
    private final List<FeatureGroup> touched = new ArrayList<>();
    private Instant now;

    Materializer(Path folder, String now) {
        this.now = Instant.parse(now);
        this.database = LocalMetadata.open(folder);
        this.finished = new FinishedChunks(database);
        this.tables = new OfflineStore(spark, "features", () -> this.now);
        this.positions = new Positions(database, tables, spark, () -> this.now);
    }

    void at(String instant) {
        now = Instant.parse(instant);
    }

    /** Registers a definition, as {@code tidemark apply} does. */
    void apply(FeatureGroup group) {
        Registry registry = new Registry(database, () -> now);
        registry.apply(registry.plan(List.of(group)));
    }

    Staleness staleness(FeatureGroup group) {
        return new ComputedVersions(database).staleness(group);
    }

    /** The same for all groups that are registered. */
    Map<String, Staleness> staleGroups() {
        return new ComputedVersions(database).ofAll();
    }

    List<Run> succeededRuns(FeatureGroup group) {
        return new RunHistory(database, () -> now, LEASE).succeeded(RunKind.MATERIALIZE, group.name());
    }

    ChunkPlan planRecompute(FeatureGroup group, Duration step) {
        return chunks().planRecompute(group, null, step);
    }

    TrainingSetBuilder trainingSets(FeatureGroup group) {
        return new TrainingSetBuilder(spark, tables, name -> group, this::staleness, () -> now);
    }

    MaterializationPlanner chunks() {
        return new MaterializationPlanner(spark, positions, finished, () -> now, Duration.ZERO);
    }

    /** What a default run would do. */
    ChunkPlan plan(FeatureGroup group) {
        return chunks().plan(group, null, null, MaterializationPlanner.STEP);
    }

    ChunkPlan run(FeatureGroup group) {
        return run(group, null, null);
    }

    ChunkPlan run(FeatureGroup group, @Nullable String from, @Nullable String to) {
        return run(group, plan(group, from, to, MaterializationPlanner.STEP), Integer.MAX_VALUE);
    }

    /** A run that is told to stop after some chunks. */
    void runAndStop(FeatureGroup group, @Nullable String from, Duration step, int chunks) {
        try {
            run(group, plan(group, from, null, step), chunks);
        } catch (StoppedException stopped) {
            return;
        }
        throw new AssertionError("was not stopped");
    }

    ChunkPlan plan(FeatureGroup group, @Nullable String from, @Nullable String to, Duration step) {
        return chunks().plan(
                        group, from == null ? null : Instant.parse(from), to == null ? null : Instant.parse(to), step);
    }

    ChunkPlan run(FeatureGroup group, ChunkPlan plan, int chunksUntilStop) {
        touched.add(group);
        if (!plan.isEmpty()) {
            backfill(chunksUntilStop).resume(group, plan);
        }
        return plan;
    }

    /** A run whose process is killed when all its chunks are noted. */
    void dieBeforeTheEnd(FeatureGroup group, ChunkPlan plan) {
        touched.add(group);
        int last = plan.finished() + plan.chunks().size();
        backfill(new StopAfter(Integer.MAX_VALUE) {
                    @Override
                    public void finished(FeatureGroup of, TimeRange chunk, int number, int all, long rows) {
                        if (number == last) {
                            throw new IllegalStateException("killed");
                        }
                    }
                })
                .resume(group, plan);
    }

    private ChunkedMaterialization backfill(int chunksUntilStop) {
        return backfill(new StopAfter(chunksUntilStop));
    }

    private ChunkedMaterialization backfill(ChunkedMaterialization.Steps steps) {
        return new ChunkedMaterialization(
                new Materialization(new FeatureCompiler(spark), tables),
                new Runs(
                        new RunHistory(database, () -> now, LEASE),
                        LEASE,
                        new Runs.Patience.None(),
                        SparkFailure::explained),
                positions,
                finished,
                steps);
    }

    private static class StopAfter implements ChunkedMaterialization.Steps {
        private final int chunks;
        private int done;

        StopAfter(int chunks) {
            this.chunks = chunks;
        }

        @Override
        public void resumed(FeatureGroup group, int finishedChunks, int all) {}

        @Override
        public void started(FeatureGroup group, TimeRange chunk, int number, int all) {}

        @Override
        public void finished(FeatureGroup group, TimeRange chunk, int number, int all, long rows) {
            done++;
        }

        @Override
        public boolean stopRequested() {
            return done >= chunks;
        }
    }

    /** Makes sure that the table has what the sources say now, up to now. */
    void assertComplete(FeatureGroup group) {
        TimeRange all = new TimeRange(Instant.parse("0001-01-01T00:00:00Z"), now);
        List<String> expected = texts(group, new FeatureCompiler(spark).compile(group, all));

        assertThat(expected).isNotEmpty();
        assertThat(texts(group, tables.read(group).where("event_timestamp < timestamp'" + now + "'")))
                .isEqualTo(expected);
    }

    private static List<String> texts(FeatureGroup group, Dataset<Row> rows) {
        List<String> columns = new ArrayList<>(group.featureNames());
        columns.addAll(group.entity().joinKeyNames());
        return rows.select("event_timestamp", columns.toArray(String[]::new)).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    void drop(FeatureGroup group) {
        spark.sql("DROP TABLE IF EXISTS " + tables.tableName(group));
    }

    @Override
    public void close() {
        touched.forEach(this::drop);
        database.close();
    }
}
