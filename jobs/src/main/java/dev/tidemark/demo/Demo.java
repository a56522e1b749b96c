package dev.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.compile.FeatureCompiler;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.launch.Application;
import dev.tidemark.launch.ServerProcess;
import dev.tidemark.materialize.ChunkPlan;
import dev.tidemark.materialize.ChunkedMaterialization;
import dev.tidemark.run.StoppedException;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.sync.SyncOutcome;
import dev.tidemark.sync.SyncRequest;
import dev.tidemark.sync.destination.RedisTarget;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import dev.tidemark.terminal.Verbosity;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs the demo's steps in order; each uses the same code as the command of its name. */
public final class Demo {
    private static final String TABLE = "demo.transactions";
    private static final int DAYS = 60;
    private static final int RECENT = 100;
    private static final Duration LATER = Duration.ofHours(1);
    private static final Duration SERVER_START = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 100_000_000;

    private final Application application;
    private final boolean small;
    private final boolean verbose;
    private final Instant end;

    /** The instant up to which the tables are computed. */
    private final Instant computedTo;

    private final List<FeatureGroup> groups = Stream.of(
                    new UserTransactions(), new UserDevices(), new MerchantRisk(), new UserMerchantPair())
            .map(definition -> definition.define())
            .toList();
    private final FeatureService service = new FraudModel().define();
    private final Table steps = Table.of("step", "took", "outcome");
    private int number;

    /**
     * Creates a demo.
     *
     * @param small for tests: a twentieth of the payments
     * @param verbose whether each compared value is shown
     */
    public Demo(Application application, boolean small, boolean verbose) {
        this.application = application;
        this.small = small;
        this.verbose = verbose;
        this.computedTo = Microseconds.floor(application.clock().instant());
        this.end = computedTo.truncatedTo(ChronoUnit.DAYS);
    }

    /** Runs all steps and returns the exit code: 1 if an online answer differs from the training set. */
    public int run() throws InterruptedException {
        long started = System.nanoTime();
        step("Generate payments", this::generate);
        step("Apply four groups and a service", this::apply);
        for (FeatureGroup group : groups) {
            step("Materialize " + group.name(), () -> materialize(group));
        }
        step("Build a training set", this::trainingSet);
        for (FeatureGroup group : groups) {
            step("Sync %s to Redis".formatted(group.name()), () -> sync(group));
        }
        Comparison comparison = new Comparison(application.offline().spark());
        int port = port();
        try (ServerProcess server = startServer(port)) {
            OnlineQuestion question = new OnlineQuestion(URI.create("http://127.0.0.1:" + port));
            awaitReady(server, question);
            List<List<Long>> pairs = activePairs();
            for (FeatureGroup group : groups) {
                step("Ask for %s over HTTP".formatted(group.name()), () -> {
                    int compared = comparison.compared();
                    int different = comparison.different();
                    compare(group, question, pairs, comparison);
                    return "%d values, %d different"
                            .formatted(comparison.compared() - compared, comparison.different() - different);
                });
            }
        }
        Comparison later = new Comparison(application.offline().spark());
        step("Ask again, an hour later", () -> askLater(later));
        application.console().show(report(comparison, later, Duration.ofNanos(System.nanoTime() - started)));
        return comparison.different() + later.different() == 0 ? 0 : 1;
    }

    /** Asks for the windows of users who paid of late; the store's values know what leaves until then. */
    private String askLater(Comparison later) {
        Instant now = Microseconds.floor(application.clock().instant());
        RedisTarget redis = (RedisTarget) application.online().target();
        LaterAnswers answers = new LaterAnswers(redis.config(), now, now.plus(LATER));
        for (FeatureGroup group : groups) {
            if (group.valuesAsOf().isPresent()) {
                List<List<Long>> keys = recentKeys(group);
                later.add(group, history(group), keys, answers.of(group, keys));
            }
        }
        return "%d values, %d different; %d changed by themselves"
                .formatted(later.compared(), later.different(), answers.changed());
    }

    private List<List<Long>> recentKeys(FeatureGroup group) {
        String keys = String.join(", ", group.entity().joinKeyNames());
        return application
                .offline()
                .spark()
                .sql("SELECT DISTINCT %1$s FROM %2$s WHERE event_timestamp >= TIMESTAMP'%3$s' ORDER BY %1$s LIMIT %4$d"
                        .formatted(keys, TABLE, end.minus(Duration.ofDays(2)), RECENT))
                .collectAsList()
                .stream()
                .map(row ->
                        IntStream.range(0, row.size()).mapToObj(row::getLong).toList())
                .toList();
    }

    /** The table, and the rows of windows that a run after the last question would add. */
    private Dataset<Row> history(FeatureGroup group) {
        Dataset<Row> table = application.offline().store().read(group);
        if (group.valuesAsOf().isEmpty()) {
            return table;
        }
        TimeRange coming = new TimeRange(computedTo, computedTo.plus(LATER.multipliedBy(2)));
        Dataset<Row> rows = new FeatureCompiler(application.offline().spark()).compile(group, coming);
        return table.unionByName(rows.drop(FeatureSchema.CHANGES_TO_COME));
    }

    private void step(String name, Supplier<String> work) {
        application.console().progress().status(name + " ...");
        long started = System.nanoTime();
        String outcome = outcome(name, work);
        steps.row(name, Duration.ofNanos(System.nanoTime() - started), outcome);
        number++;
        application
                .console()
                .progress()
                .step("%2d  %-37s %5.1f s  %s".formatted(number, name, (System.nanoTime() - started) / 1e9, outcome));
    }

    private String outcome(String name, Supplier<String> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (!application.stopRequested()) {
                throw e;
            }
            StoppedException stopped = new StoppedException(
                    "Stopped the demo after %d steps, in '%s'; ./tidemark demo begins again and replaces what it made"
                            .formatted(number, name));
            stopped.addSuppressed(e);
            throw stopped;
        }
    }

    private String generate() {
        Payments payments = small ? Payments.small(end) : Payments.ofDemo(end);
        application.offline().step("generate payments");
        application.offline().spark().sql("CREATE NAMESPACE IF NOT EXISTS demo");
        try {
            payments.generate(application.offline().spark())
                    .repartition(4)
                    .sortWithinPartitions("event_timestamp")
                    .writeTo(TABLE)
                    .using("iceberg")
                    .createOrReplace();
        } catch (RuntimeException e) {
            throw new FeatureStoreException(ErrorCode.INTERNAL, "Cannot write " + TABLE, e);
        }
        return "%,d payments, %,d users".formatted(payments.count(), payments.users());
    }

    private String apply() {
        List<Definition> definitions = new ArrayList<>(groups);
        definitions.add(service);
        application
                .metadata()
                .registry()
                .apply(application.metadata().registry().plan(definitions));
        return "%d features"
                .formatted(groups.stream()
                        .mapToInt(group -> group.features().size())
                        .sum());
    }

    private String materialize(FeatureGroup group) {
        TimeRange range = new TimeRange(end.minus(Duration.ofDays(DAYS)), computedTo);
        ChunkedMaterialization.Outcome outcome =
                application.offline().materialization().restart(group, ChunkPlan.of(List.of(range)));
        return "%,d rows in %d days".formatted(outcome.rows(), DAYS);
    }

    private Path trainingSetPath() {
        return application.settings().path("home").resolve("training-sets").resolve("fraud");
    }

    private String trainingSet() {
        application.offline().step("training set");
        TrainingSet request = new TrainingSet(
                new Spine.Query(
                        "SELECT user_id, merchant_id, event_timestamp, amount, is_fraud FROM %s WHERE transaction_id %% 10 = 0 AND event_timestamp >= TIMESTAMP'%s'"
                                .formatted(TABLE, end.minus(Duration.ofDays(DAYS)))),
                "event_timestamp",
                service.features(),
                Knowledge.eventTime(),
                false,
                new Output.Parquet(trainingSetPath().toString()));
        TrainingSetResult result = application.offline().trainingSets().build(request);
        return "%,d rows x %d columns".formatted(result.rows(), result.columns().size());
    }

    private String sync(FeatureGroup group) {
        application.offline().step("sync " + group.name());
        SyncOutcome outcome = application.online().sync().run(group, new SyncRequest.News());
        return "%,d entities written".formatted(outcome.written());
    }

    /** Returns the configured port, or a free one if it is in use. */
    private int port() {
        int wanted = application.settings().integer("server.port", 0, 65_535);
        for (int candidate : new int[] {wanted, 0}) {
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                application.console().say("Port %d is taken; the demo's server takes a free one".formatted(candidate));
            }
        }
        throw new FeatureStoreException(ErrorCode.INVALID_CONFIGURATION, "No port of the loopback address is free");
    }

    private ServerProcess startServer(int port) {
        Path log = application.settings().path("home").resolve("logs").resolve("server.log");
        return application.startServer(
                ProcessBuilder.Redirect.appendTo(log.toFile()),
                Map.of("TIDEMARK_SERVER_PORT", String.valueOf(port), "TIDEMARK_SERVER_HOST", "127.0.0.1"));
    }

    private void awaitReady(ServerProcess server, OnlineQuestion question) throws InterruptedException {
        long deadline = System.nanoTime() + SERVER_START.toNanos();
        while (!question.isReady()) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                throw new FeatureStoreException(
                        ErrorCode.INTERNAL,
                        "The server did not become ready; see server.log in "
                                + application.settings().path("home").resolve("logs"));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Returns three users with the merchant that each paid last. */
    private List<List<Long>> activePairs() {
        List<Row> rows = application
                .offline()
                .spark()
                .sql(
                        "SELECT user_id, max_by(merchant_id, event_timestamp) FROM %s GROUP BY user_id ORDER BY max(event_timestamp) DESC, user_id LIMIT 3"
                                .formatted(TABLE))
                .collectAsList();
        return rows.stream().map(row -> List.of(row.getLong(0), row.getLong(1))).toList();
    }

    private void compare(FeatureGroup group, OnlineQuestion question, List<List<Long>> pairs, Comparison comparison) {
        List<List<Long>> keys = switch (group.entity().name()) {
            case "user" -> pairs.stream().map(pair -> List.of(pair.getFirst())).toList();
            case "merchant" ->
                pairs.stream().map(pair -> List.of(pair.getLast())).distinct().toList();
            default -> pairs;
        };
        String body = "{\"feature_group\": \"%s\", \"entity_ids\": [%s]}"
                .formatted(group.name(), Comparison.entityIds(group, keys));
        JsonNode answer;
        try {
            answer = question.ask(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FeatureStoreException(ErrorCode.INTERNAL, "Interrupted while asking the server", e);
        }
        comparison.add(group, history(group), keys, answer);
    }

    private Report report(Comparison comparison, Comparison later, Duration took) {
        long user = 1;
        Report report = new Report();
        if (application.console().verbosity() == Verbosity.JSON) {
            // A person has seen the steps already and reads the outcome below.
            report.fact("took", took)
                    .fact("compared", comparison.compared())
                    .fact("different", comparison.different())
                    .fact("compared an hour later", later.compared())
                    .fact("different an hour later", later.different())
                    .fact("training set", trainingSetPath().toString())
                    .table("steps", steps);
        }
        boolean whole = verbose || application.console().verbosity() == Verbosity.JSON;
        report.table("groups", comparison.counts()).table("comparison", comparison.values(whole));
        if (comparison.different() == 0) {
            report.remark("All %d online values equal the training set's at the same instant. The whole road took %d s."
                    .formatted(comparison.compared(), took.toSeconds()));
        } else {
            report.remark("%d of %d online values DIFFER from the training set's."
                    .formatted(comparison.different(), comparison.compared()));
        }
        report.remark(
                later.different() == 0
                        ? "All %d values of an hour later equal it as well, without a run or a sync in between."
                                .formatted(later.compared())
                        : "%d of %d values of an hour later DIFFER from the training set's."
                                .formatted(later.different(), later.compared()));
        return report.remark("")
                .remark("Try next:")
                .remark("  ./tidemark groups                     what is declared")
                .remark("  ./tidemark runs                       what ran")
                .remark("  ./tidemark serve                      the server; then, in another terminal:")
                .remark(
                        "  curl -s localhost:%d/features/online -H 'Content-Type: application/json' -d '{\"feature_group\": \"user_transactions\", \"entity_ids\": [%d]}'"
                                .formatted(application.settings().integer("server.port", 0, 65_535), user))
                .remark("  the training set                      " + trainingSetPath())
                .remark("  your first own feature group          README.md");
    }
}
