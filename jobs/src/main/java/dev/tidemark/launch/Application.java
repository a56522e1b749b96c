package dev.tidemark.launch;

import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.conf.Settings;
import dev.tidemark.console.Console;
import dev.tidemark.console.SparkProgress;
import dev.tidemark.ingest.IngestConfig;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.ingest.RequestLogIngestion;
import dev.tidemark.ingest.RequestLogTable;
import dev.tidemark.ingest.WaitingRows;
import dev.tidemark.live.LiveStream;
import dev.tidemark.materialize.Backfill;
import dev.tidemark.materialize.Chunks;
import dev.tidemark.materialize.LeftOutRows;
import dev.tidemark.materialize.Positions;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.offline.PushedRows;
import dev.tidemark.online.local.LocalServices;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.project.ProjectClasses;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushDeadLetters;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.Registry;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.retirement.GroupPurge;
import dev.tidemark.retirement.OutOfUse;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.schedule.Crons;
import dev.tidemark.schedule.GroupWork;
import dev.tidemark.schedule.RequestLogWork;
import dev.tidemark.schedule.Schedule;
import dev.tidemark.schedule.ScheduleConfig;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.session.SparkSessions;
import dev.tidemark.stream.StreamConfig;
import dev.tidemark.sync.OnlineTarget;
import dev.tidemark.sync.RedisTarget;
import dev.tidemark.sync.RetiredGroups;
import dev.tidemark.sync.TableSync;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.training.TrainingSetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One process's parts, opened when first asked for and closed together, newest first. Where the process is told to end
 * before {@link #close}, they are closed all the same. Not for use by several threads.
 */
public final class Application implements AutoCloseable {
    private final Settings settings;
    private final Map<String, String> environment;
    private final @Nullable Path conf;
    private final Console console;
    private final InstantSource clock;
    private final Closing closing;

    private List<String> words = List.of();
    private @Nullable ProjectClasses project;
    private @Nullable MetadataDatabase database;
    private @Nullable SparkSession spark;
    private @Nullable SparkProgress sparkProgress;
    private @Nullable OnlineTarget online;
    private @Nullable LocalServices local;

    private Application(
            Settings settings,
            Map<String, String> environment,
            @Nullable Path conf,
            Console console,
            InstantSource clock) {
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.conf = conf;
        this.console = console;
        this.clock = clock;
        this.closing = Closing.withProcess();
    }

    /**
     * Reads the settings; everything else is opened on demand.
     *
     * @param conf the user's file, null for the one that {@code TIDEMARK_CONF} names, or none
     */
    public static Application open(
            @Nullable Path conf, Map<String, String> environment, Console console, InstantSource clock) {
        String named = environment.get("TIDEMARK_CONF");
        Path file = conf != null || named == null ? conf : Path.of(named);
        Settings settings = Settings.load(environment, Optional.ofNullable(file));
        Logs.writeUnder(settings.path("home").resolve("logs"));
        return new Application(settings, environment, file, console, clock);
    }

    /** Names the command and its options, as they were typed, for what is told about it. */
    public Application startedAs(List<String> typed) {
        words = List.copyOf(typed);
        return this;
    }

    public Settings settings() {
        return settings;
    }

    public Console console() {
        return console;
    }

    public InstantSource clock() {
        return clock;
    }

    /** The classes of the project's feature definitions, compiled now where they have changed. */
    public ProjectClasses project() {
        if (project == null) {
            project = closing.add(ProjectClasses.open(environment, settings.path("home"), clock.instant()));
        }
        return project;
    }

    public MetadataDatabase database() {
        if (database == null) {
            database = closing.add(MetadataDatabase.open(MetadataConfig.from(settings)));
        }
        return database;
    }

    public Registry registry() {
        return new Registry(database(), clock);
    }

    /** Which definition computed which history. */
    public ComputedVersions computedVersions() {
        return new ComputedVersions(database());
    }

    public RunHistory runHistory() {
        return new RunHistory(database(), clock, lease());
    }

    /** Runs that wait for the lease of a killed one, as a person does who starts it again. */
    public Runs runs() {
        return new Runs(
                runHistory(),
                lease(),
                new Runs.Patience.UntilLapsed(other -> console.say(other + ". Waiting to see whether it lives ...")),
                SparkFailure::explained,
                this::stopRequested);
    }

    /** Runs that give up at once where another has the group: a schedule comes back by itself. */
    public Runs runsWithoutPatience() {
        return new Runs(runHistory(), lease(), new Runs.Patience.None(), SparkFailure::explained, this::stopRequested);
    }

    private Duration lease() {
        return settings.duration("schedule.lease");
    }

    public SparkSession spark() {
        if (spark == null) {
            // The catalog's tables are made in the metadata database, whose migrations come first.
            refuseCopiedWarehouse(database());
            // A class may compute a group: the threads of the session that is opened here load it, too.
            Optional<Path> definitions = project().jar();
            SparkConfig config = SparkConfig.from(settings);
            if (!ClusterJars.isSubmitted()) {
                config = ClusterJars.ofProcess(environment, definitions, new SubmitCommand(words))
                        .addTo(config);
            }
            console.progress().status("starting Spark");
            SparkSession session = SparkSessions.open(config, "tidemark");
            closing.add(session::stop);
            closing.onSignal(session.sparkContext()::cancelAllJobs);
            sparkProgress = new SparkProgress(console.progress());
            session.sparkContext().addSparkListener(sparkProgress);
            console.progress().status("waiting for executors");
            FirstExecutor.await(session.sparkContext(), settings.duration("spark.executors-timeout"));
            spark = session;
        }
        return spark;
    }

    private void refuseCopiedWarehouse(MetadataDatabase metadata) {
        if (!settings.text("warehouse.location").contains(":")) {
            new CopiedWarehouse(metadata, settings.path("warehouse.location")).refuse();
        }
    }

    /** Names what Spark does from now on, where its progress is shown. */
    public void sparkStep(String name) {
        spark();
        if (sparkProgress != null) {
            sparkProgress.begin(name);
        }
    }

    public OfflineStore offlineStore() {
        return new OfflineStore(spark(), settings.text("warehouse.namespace"), clock);
    }

    public Chunks chunks() {
        return new Chunks(spark(), positions(), new FinishedChunks(database()), clock);
    }

    private Positions positions() {
        return new Positions(database(), offlineStore(), spark(), clock);
    }

    public LeftOutRows leftOutRows() {
        return new LeftOutRows(spark());
    }

    public Backfill backfill() {
        return backfill(runs());
    }

    public Backfill backfill(Runs runs) {
        return new Backfill(
                new Materialization(new FeatureCompiler(spark()), offlineStore()),
                runs,
                positions(),
                new FinishedChunks(database()),
                new ShownSteps(this));
    }

    public TrainingSetBuilder trainingSets() {
        return new TrainingSetBuilder(
                spark(), offlineStore(), registry()::groupWithHistory, computedVersions()::staleness, clock);
    }

    /** Where the online store is; in the embedded mode it is started now, where it does not run. */
    public OnlineTarget online() {
        if (online == null) {
            RedisConfig redis = RedisConfig.from(settings).withCommandTimeout(settings.duration("redis.bulk-timeout"));
            if (settings.choice("redis.mode", RedisConfig.Mode.class) == RedisConfig.Mode.EMBEDDED) {
                console.progress().status("starting the local Redis Cluster");
                // Before it starts, so that a signal meanwhile stops what was started.
                LocalServices services =
                        closing.add(LocalServices.enter(settings.path("home"), RedisConfig.firstPort(settings)));
                closing.onSignal(services::giveUp);
                services.start();
                local = services;
            }
            RedisTarget target = new RedisTarget(redis, settings.integer("redis.write-rate", 0, 100_000_000));
            closing.add(target::disconnect);
            online = target;
        }
        return online;
    }

    /**
     * The Redis Cluster of this machine, once {@link #online} has started or joined it; empty where it is elsewhere.
     */
    public Optional<LocalServices> localServices() {
        return Optional.ofNullable(local);
    }

    /** Of what was served. */
    public RequestLogTable requestLogTable() {
        return new RequestLogTable(spark(), settings.text("warehouse.namespace"));
    }

    public RequestLogIngestion requestLogIngestion() {
        return requestLogIngestion(runs());
    }

    private RequestLogIngestion requestLogIngestion(Runs runs) {
        return new RequestLogIngestion(
                requestLogTable(),
                new RequestLogStore(database()),
                runs,
                settings.integer("request-log.batch-rows", 1, 10_000_000));
    }

    public Ingestion ingestion() {
        return ingestion(runs());
    }

    private Ingestion ingestion(Runs runs) {
        return new Ingestion(
                new PushedRows(spark(), offlineStore()),
                pushBatches(),
                runs,
                IngestConfig.from(settings).retention(),
                clock,
                new ShownBatches(this));
    }

    /** Pushed requests that ingestions have put aside. */
    public PushDeadLetters pushDeadLetters() {
        return pushBatches().deadLetters();
    }

    private PushBatches pushBatches() {
        return new PushBatches(database(), clock, IngestConfig.from(settings).batchRows());
    }

    public TableSync tableSync() {
        return new TableSync(
                spark(),
                offlineStore(),
                new SyncPositions(database()),
                online(),
                clock,
                new WaitingRows(spark(), pushBatches()));
    }

    /** A stream that is not started yet; told to end, this process lets it end first. */
    public LiveStream liveStream() {
        return closing.addLasting(new LiveStream(spark(), offlineStore(), online(), streamConfig(), runs(), clock));
    }

    private StreamConfig streamConfig() {
        return StreamConfig.from(settings).sharedOn(spark().sparkContext().master());
    }

    public RetiredGroups retiredGroups() {
        return new RetiredGroups(new SyncPositions(database()), online());
    }

    /** Takes definitions out of use; the online store is opened where a group has values there. */
    public OutOfUse outOfUse() {
        return new OutOfUse(registry(), runs(), this::retiredGroups);
    }

    public GroupPurge groupPurge() {
        return new GroupPurge(
                spark(),
                registry(),
                offlineStore(),
                outOfUse(),
                StreamConfig.from(settings).checkpoints());
    }

    /** A schedule that is not started yet; all it needs is opened now, because its threads are several. */
    public Schedule schedule() {
        Runs impatient = runsWithoutPatience();
        Registry registry = registry();
        ScheduleConfig config = ScheduleConfig.from(settings);
        GroupWork groups = new GroupWork(
                registry,
                chunks(),
                backfill(impatient),
                ingestion(impatient),
                impatient,
                tableSync(),
                console.progress()::step);
        return closing.addLasting(Schedule.open(
                database().dataSource(),
                config,
                () -> RequestLogWork.crons(Crons.of(registry.readableGroups()), config.requestLog()),
                new RequestLogWork(requestLogIngestion(impatient), groups),
                clock));
    }

    /** Starts the HTTP server, which starts what it needs; it is stopped with this application, or before. */
    public ServerProcess startServer(ProcessBuilder.Redirect output) {
        return startServer(output, Map.of());
    }

    /** As above, with settings that are stronger than this process's own, as environment variables. */
    public ServerProcess startServer(ProcessBuilder.Redirect output, Map<String, String> environment) {
        ServerProcess server = closing.add(
                ServerProcess.start(conf, settings.durationOrNone("server.stop-delay"), output, environment));
        closing.onSignal(server::close);
        return server;
    }

    /** True once the process has been told to end. */
    public boolean stopRequested() {
        return closing.exitCode().isPresent();
    }

    /** The exit code of a process that was told to end; empty where it was not. */
    public OptionalInt exitCode() {
        return closing.exitCode();
    }

    /** Waits until the process is told to end, and what lasts until then has ended. */
    public void awaitStop() throws InterruptedException {
        closing.awaitStop();
    }

    @Override
    public void close() {
        closing.close();
    }
}
