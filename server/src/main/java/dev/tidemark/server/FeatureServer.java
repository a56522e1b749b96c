package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.connection.GuardedHttp;
import dev.tidemark.server.connection.LargeBodies;
import dev.tidemark.server.definition.Definitions;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.health.Ending;
import dev.tidemark.server.health.Readiness;
import dev.tidemark.server.health.StateWatch;
import dev.tidemark.server.health.WarmUp;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.LoadLimit;
import dev.tidemark.server.online.FeatureReader;
import dev.tidemark.server.online.LastKnownValues;
import dev.tidemark.server.online.Lookup;
import dev.tidemark.server.online.ServedMeters;
import dev.tidemark.server.push.DatabaseCalls;
import dev.tidemark.server.push.PushConfig;
import dev.tidemark.server.push.PushIntake;
import dev.tidemark.server.push.PushStores;
import dev.tidemark.server.requestlog.RequestLog;
import io.helidon.common.mapper.MapperManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running server. Closing it tells that it is not ready any more, answers on for a while, and lets requests end that
 * have begun.
 */
public final class FeatureServer implements AutoCloseable {
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long POLL_NANOS = 20_000_000;

    /**
     * Without it Helidon adds its own HTTP/1 to the selectors, and waits for a connection's first bytes to choose
     * between them, without any limit. Its builder has a method for this, which 4.4.0 does not heed.
     */
    private static final Config ONLY_THE_SELECTOR =
            Config.just(ConfigSources.create(Map.of("protocols-discover-services", "false")));

    static {
        keepOneMapper();
    }

    private final WebServer server;
    private final GuardedHttp http;
    private final ServedGroups groups;
    private final Readiness readiness;
    private final StateWatch watch;
    private final Ending ending;
    private final @Nullable PushIntake pushes;
    private final RequestLog log;

    private FeatureServer(
            WebServer server,
            GuardedHttp http,
            ServedGroups groups,
            Readiness readiness,
            StateWatch watch,
            Ending ending,
            @Nullable PushIntake pushes,
            RequestLog log) {
        this.server = server;
        this.http = http;
        this.groups = groups;
        this.readiness = readiness;
        this.watch = watch;
        this.ending = ending;
        this.pushes = pushes;
        this.log = log;
    }

    /**
     * Starts listening.
     *
     * @param store stays the caller's to close
     */
    public static FeatureServer start(
            ServerConfig config, Definitions definitions, StoredValues store, InstantSource clock) {
        return start(config, definitions, store, clock, routing -> {}, null, RequestLog.off());
    }

    /**
     * Starts listening, for pushed rows, too, and notes what it serves.
     *
     * @param store stays the caller's to close, as do the stores of pushed rows
     * @param pushes null where no rows are taken
     * @param log is closed with the server
     */
    public static FeatureServer start(
            ServerConfig config,
            Definitions definitions,
            StoredValues store,
            InstantSource clock,
            @Nullable PushStores pushes,
            RequestLog log) {
        return start(config, definitions, store, clock, routing -> {}, pushes, log);
    }

    /**
     * Starts listening, with more paths than the server's own.
     *
     * @param store stays the caller's to close
     */
    public static FeatureServer start(
            ServerConfig config,
            Supplier<List<DefinitionVersion>> definitions,
            StoredValues store,
            InstantSource clock,
            Consumer<HttpRouting.Builder> more) {
        return start(config, (Definitions) definitions::get, store, clock, more, null, RequestLog.off());
    }

    private static FeatureServer start(
            ServerConfig config,
            Definitions definitions,
            StoredValues store,
            InstantSource clock,
            Consumer<HttpRouting.Builder> more,
            @Nullable PushStores pushes,
            RequestLog log) {
        ListenAddress.require(config);
        ServedGroups groups = new ServedGroups(definitions, config.registryRefresh());
        PushIntake intake =
                pushes == null ? null : new PushIntake(groups, pushes, databaseCalls(config, pushes.config()), clock);
        HttpRouting.Builder routing = HttpRouting.builder();
        WarmUp warmUp = new WarmUp(groups, config.warmUp());
        Ending ending = new Ending(config.stopDelay());
        LoadLimit load = new LoadLimit(
                config.maxConcurrentRequests(),
                new LargeBodies(config.maxPayloadBytes(), Runtime.getRuntime().maxMemory()));
        Readiness readiness = new Readiness(groups, store, warmUp, ending, load, config.readySharePercent());
        Lookup lookup = new Lookup(
                new FeatureReader(store, new LastKnownValues(config.lastKnownEntries()), clock),
                List.of(new ServedMeters(), log));
        new Routes(config, groups, lookup, load, readiness, intake).addTo(routing);
        more.accept(routing);
        GuardedHttp http = new GuardedHttp(
                // Without it an answer of some packets waits 40 ms for an acknowledgement.
                SocketOptions.builder().tcpNoDelay(true).build(),
                config.timeouts(),
                config.maxPayloadBytes(),
                ending::isAnnounced);
        WebServer server = WebServer.builder()
                .config(ONLY_THE_SELECTOR)
                .host(config.host())
                .port(config.port())
                // Helidon 4.4's other sockets lose what does not fit into a full send buffer.
                .useNio(false)
                .connectionOptions(http.socketOptions())
                .addConnectionSelector(http)
                // Bodies come as they were sent: Compression unpacks them, with a limit.
                .contentEncoding(encodings -> encodings.contentEncodingsDiscoverServices(false))
                .directHandlers(transportFailures())
                .errorHandling(errors -> errors.includeEntity(true))
                .shutdownGracePeriod(GRACE)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .addFeature(ObserveFeature.builder()
                        .observersDiscoverServices(false)
                        .endpoint("/")
                        .addObserver(
                                MetricsObserver.builder().endpoint("metrics").build())
                        .build())
                .routing(routing)
                .build()
                .start();
        if (!server.isRunning() || server.port() < 0) {
            // Helidon says this to its log only. Somebody took the port since it was looked at.
            throw ListenAddress.unusable(config, new BindException("Address already in use"));
        }
        warmUp.start(URI.create("http://%s:%d"
                .formatted(config.host().equals(ANY_ADDRESS) ? "127.0.0.1" : config.host(), server.port())));
        if (intake != null) {
            intake.startDelivery();
        }
        StateWatch watch = new StateWatch(readiness);
        watch.start();
        return new FeatureServer(server, http, groups, readiness, watch, ending, intake, log);
    }

    /** Pushes never take more than half of the places for requests, however long they wait. */
    private static DatabaseCalls databaseCalls(ServerConfig config, PushConfig pushes) {
        int requests = Math.max(1, config.maxConcurrentRequests() / 2);
        return new DatabaseCalls(requests, Math.min(requests, pushes.maxConcurrent()), pushes.patience());
    }

    /**
     * Helidon 4.4.0 reads numbers in headers by a mapper. It makes a new one, with all that its registry finds, each
     * time that there is none for everybody: twice a request, which took half of the server's processor time.
     */
    @SuppressWarnings("removal") // What is to come instead is not what 4.4.0 looks for.
    private static void keepOneMapper() {
        MapperManager.global(MapperManager.create());
    }

    private static DirectHandlers transportFailures() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, Answers::transport);
        }
        return handlers.build();
    }

    public int port() {
        return server.port();
    }

    /**
     * Waits until the server can answer questions, as {@code GET /health/ready} tells it.
     *
     * @return false where it cannot by the end of the limit
     */
    public boolean awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private boolean isReady() {
        return readiness.look().isReady();
    }

    /** What is missing, as {@code GET /health/ready} tells it. */
    String whyNotReady() {
        return readiness.look().whyNot();
    }

    /** Reads the definitions now instead of at the next turn. */
    public void refresh() {
        groups.refresh();
    }

    /** Says from now on that it is not ready, and answers all the same. */
    public void announceEnd() {
        ending.announce();
    }

    @Override
    public void close() {
        ending.announceAndWait();
        watch.close();
        server.stop();
        http.close();
        if (pushes != null) {
            pushes.close();
        }
        log.close();
        groups.close();
    }
}
