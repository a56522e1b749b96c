package dev.tidemark.launch;

import dev.tidemark.compile.ChangesAhead;
import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.conf.Settings;
import dev.tidemark.ingest.IngestConfig;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.ingest.RequestLogIngestion;
import dev.tidemark.ingest.RequestLogTable;
import dev.tidemark.ingest.WaitingRows;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.materialize.ComputedHistory;
import dev.tidemark.materialize.LeftOutRows;
import dev.tidemark.materialize.MaterializationPlanner;
import dev.tidemark.materialize.Positions;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.offline.PushedRows;
import dev.tidemark.run.Runs;
import dev.tidemark.schedule.MissedRuns;
import dev.tidemark.terminal.Console;
import dev.tidemark.time.TimeRanges;
import dev.tidemark.training.TrainingSetBuilder;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;

/** The parts that use the warehouse, through Spark. Not thread-safe. */
public final class OfflineParts {
    private final Settings settings;
    private final Console console;
    private final InstantSource clock;
    private final OpenedSpark opened;
    private final MetadataParts metadata;
    private final BooleanSupplier stopRequested;

    OfflineParts(
            Settings settings,
            Console console,
            InstantSource clock,
            OpenedSpark opened,
            MetadataParts metadata,
            BooleanSupplier stopRequested) {
        this.settings = settings;
        this.console = console;
        this.clock = clock;
        this.opened = opened;
        this.metadata = metadata;
        this.stopRequested = stopRequested;
    }

    public SparkSession spark() {
        return opened.session();
    }

    /** Names Spark's next work in the progress display. */
    public void step(String name) {
        opened.step(name);
    }

    public OfflineStore store() {
        return new OfflineStore(spark(), settings.text("warehouse.namespace"), clock);
    }

    public MaterializationPlanner planner() {
        return new MaterializationPlanner(
                spark(), positions(), metadata.finishedChunks(), clock, settings.durationOrNone("materialize.chunk"));
    }

    private Positions positions() {
        return new Positions(metadata.database(), store(), spark(), clock);
    }

    public LeftOutRows leftOutRows() {
        return new LeftOutRows(spark());
    }

    public ChunkedMaterialization materialization() {
        return materialization(metadata.runs());
    }

    ChunkedMaterialization materialization(Runs runs) {
        return new ChunkedMaterialization(
                new Materialization(
                        new FeatureCompiler(spark(), ChangesAhead.from(settings, new MissedRuns(clock))), store()),
                runs,
                positions(),
                metadata.finishedChunks(),
                new ShownSteps(console.progress(), this::step, stopRequested));
    }

    public TrainingSetBuilder trainingSets() {
        ComputedHistory history = new ComputedHistory(metadata.database());
        return new TrainingSetBuilder(
                spark(),
                store(),
                metadata.registry()::groupWithHistory,
                metadata.computedVersions()::staleness,
                group -> TimeRanges.of(history.of(group.name()).stream()
                        .map(ComputedHistory.Stretch::range)
                        .toList()),
                clock);
    }

    /** The table of served features. */
    public RequestLogTable requestLogTable() {
        return new RequestLogTable(spark(), settings.text("warehouse.namespace"));
    }

    public RequestLogIngestion requestLogIngestion() {
        return requestLogIngestion(metadata.runs());
    }

    RequestLogIngestion requestLogIngestion(Runs runs) {
        return new RequestLogIngestion(
                requestLogTable(),
                metadata.requestLog(),
                runs,
                settings.integer("request-log.batch-rows", 1, 10_000_000));
    }

    public Ingestion ingestion() {
        return ingestion(metadata.runs());
    }

    Ingestion ingestion(Runs runs) {
        return new Ingestion(
                new PushedRows(spark(), store()),
                metadata.pushBatches(),
                runs,
                IngestConfig.from(settings).retention(),
                clock,
                new ShownBatches(console.progress(), this::step));
    }

    WaitingRows waitingRows() {
        return new WaitingRows(spark(), metadata.pushBatches());
    }
}
