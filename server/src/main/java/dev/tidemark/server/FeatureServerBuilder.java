package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import dev.tidemark.server.connection.LargeBodies;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.health.Readiness;
import dev.tidemark.server.health.Shutdown;
import dev.tidemark.server.health.StateWatch;
import dev.tidemark.server.health.WarmUp;
import dev.tidemark.server.http.LoadLimit;
import dev.tidemark.server.online.FeatureLookup;
import dev.tidemark.server.online.FeatureReader;
import dev.tidemark.server.online.LastKnownValues;
import dev.tidemark.server.online.ServedMeters;
import dev.tidemark.server.push.DatabaseCalls;
import dev.tidemark.server.push.PushConfig;
import dev.tidemark.server.push.PushIntake;
import dev.tidemark.server.push.PushStores;
import dev.tidemark.server.requestlog.RequestLog;
import io.helidon.webserver.http.HttpRouting;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a server is made of, until it starts. For one thread. */
public final class FeatureServerBuilder {
    private @Nullable ServerConfig config;
    private @Nullable DefinitionSource definitions;
    private @Nullable StoredValues store;
    private InstantSource clock = InstantSource.system();
    private @Nullable PushStores pushes;
    private @Nullable RequestLog log;
    private Consumer<HttpRouting.Builder> morePaths = routing -> {};

    FeatureServerBuilder() {}

    /** Default: {@link ServerConfig#defaults}. */
    public FeatureServerBuilder config(ServerConfig config) {
        this.config = config;
        return this;
    }

    /** Must be named. */
    public FeatureServerBuilder definitions(DefinitionSource definitions) {
        this.definitions = definitions;
        return this;
    }

    /** Must be named; stays the caller's to close. */
    public FeatureServerBuilder store(StoredValues store) {
        this.store = store;
        return this;
    }

    /** Default: the system's. */
    public FeatureServerBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /** Takes pushed rows; their stores stay the caller's to close. Default: no rows are taken. */
    public FeatureServerBuilder pushes(PushStores pushes) {
        this.pushes = pushes;
        return this;
    }

    /** Notes what is served; closed with the server. Default: a log of nothing. */
    public FeatureServerBuilder requestLog(RequestLog log) {
        this.log = log;
        return this;
    }

    /** Adds paths beside the server's own. */
    public FeatureServerBuilder morePaths(Consumer<HttpRouting.Builder> paths) {
        this.morePaths = paths;
        return this;
    }

    /**
     * Starts listening.
     *
     * @throws dev.tidemark.conf.ConfigurationException where the server cannot listen at its address, or may not
     */
    public FeatureServer start() {
        ServerConfig settings = config == null ? ServerConfig.defaults() : config;
        StoredValues values = Objects.requireNonNull(store, "A server needs a store");
        DefinitionSource source = Objects.requireNonNull(definitions, "A server needs definitions");
        RequestLog noted = log == null ? RequestLog.off() : log;
        ListenAddress.require(settings);
        ServedGroups groups = new ServedGroups(source, settings.registryRefresh());
        WarmUp warmUp = new WarmUp(groups, settings.warmUp());
        Shutdown shutdown = new Shutdown(settings.stopDelay());
        LoadLimit load = load(settings);
        Readiness readiness = new Readiness(groups, values, warmUp, shutdown, load, settings.readySharePercent());
        PushIntake intake = intake(settings, groups);
        HttpRouting.Builder routing = HttpRouting.builder();
        new Routes(settings, groups, lookup(settings, values, noted), load, readiness, intake).addTo(routing);
        morePaths.accept(routing);
        WebListener listener = WebListener.start(settings, routing, shutdown::isAnnounced);
        warmUp.start(listener.address());
        StateWatch watch = new StateWatch(readiness);
        List<Runnable> closing = new ArrayList<>(List.of(watch::close, listener::close));
        if (intake != null) {
            intake.startDelivery();
            closing.add(intake::close);
        }
        closing.addAll(List.of(noted::close, groups::close));
        watch.start();
        return new FeatureServer(listener.port(), groups, readiness, shutdown, closing);
    }

    private FeatureLookup lookup(ServerConfig settings, StoredValues values, RequestLog noted) {
        LastKnownValues lastKnown = new LastKnownValues(settings.lastKnownEntries());
        return new FeatureLookup(new FeatureReader(values, lastKnown, clock), List.of(new ServedMeters(), noted));
    }

    private static LoadLimit load(ServerConfig settings) {
        return new LoadLimit(
                settings.maxConcurrentRequests(),
                new LargeBodies(settings.maxPayloadBytes(), Runtime.getRuntime().maxMemory()));
    }

    private @Nullable PushIntake intake(ServerConfig settings, ServedGroups groups) {
        return pushes == null ? null : new PushIntake(groups, pushes, databaseCalls(settings, pushes.config()), clock);
    }

    /** Pushes never take more than half of the places for requests, however long they wait. */
    private static DatabaseCalls databaseCalls(ServerConfig settings, PushConfig pushes) {
        int requests = Math.max(1, settings.maxConcurrentRequests() / 2);
        return new DatabaseCalls(requests, Math.min(requests, pushes.maxConcurrent()), pushes.patience());
    }
}
