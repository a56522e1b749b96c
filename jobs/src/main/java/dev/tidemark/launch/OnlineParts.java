package dev.tidemark.launch;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import dev.tidemark.online.local.LocalServices;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.retirement.GroupPurge;
import dev.tidemark.retirement.OutOfUse;
import dev.tidemark.run.Runs;
import dev.tidemark.stream.StreamConfig;
import dev.tidemark.streaming.RunningStream;
import dev.tidemark.sync.RecordedSync;
import dev.tidemark.sync.RetiredGroups;
import dev.tidemark.sync.TableSync;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.sync.destination.RedisTarget;
import dev.tidemark.terminal.Console;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts that use the online store, which is opened when it is first requested. Not thread-safe. */
public final class OnlineParts {
    private final Settings settings;
    private final Console console;
    private final InstantSource clock;
    private final Closing closing;
    private final MetadataParts metadata;
    private final OfflineParts offline;

    private @Nullable OnlineTarget target;
    private @Nullable LocalServices local;

    OnlineParts(
            Settings settings,
            Console console,
            InstantSource clock,
            Closing closing,
            MetadataParts metadata,
            OfflineParts offline) {
        this.settings = settings;
        this.console = console;
        this.clock = clock;
        this.closing = closing;
        this.metadata = metadata;
        this.offline = offline;
    }

    /** Returns the online store; in the embedded mode it is started now if it does not run. */
    public OnlineTarget target() {
        if (target == null) {
            RedisConfig redis = RedisConfig.from(settings).withCommandTimeout(settings.duration("redis.bulk-timeout"));
            if (settings.choice("redis.mode", RedisConfig.Mode.class) == RedisConfig.Mode.EMBEDDED) {
                startLocalServices();
            }
            RedisTarget opened = new RedisTarget(redis, settings.integer("redis.write-rate", 0, 100_000_000));
            closing.add(opened::disconnect);
            target = opened;
        }
        return target;
    }

    /**
     * Refuses the Redis of this machine where executors write from others.
     *
     * @throws ConfigurationException with both settings and a way out
     */
    static void requireExecutorsHere(Settings settings) {
        String master = settings.text("spark.master");
        if (!master.startsWith("local")) {
            throw new ConfigurationException(
                    ("redis.mode is embedded and spark.master is '%s': executors on other hosts do not reach the Redis of"
                                    + " this machine; set redis.mode: external and redis.uris")
                            .formatted(master));
        }
    }

    private void startLocalServices() {
        requireExecutorsHere(settings);
        console.progress().status("starting the local Redis Cluster");
        // Registered before the start, so that a signal during the start stops the services.
        LocalServices services =
                closing.add(LocalServices.enter(settings.path("home"), RedisConfig.firstPort(settings)));
        closing.onSignal(services::giveUp);
        services.start();
        local = services;
    }

    /**
     * The Redis Cluster of this machine, once {@link #target} has started or joined it; empty if the store is
     * elsewhere.
     */
    public Optional<LocalServices> localServices() {
        return Optional.ofNullable(local);
    }

    public RecordedSync sync() {
        return sync(metadata.runs());
    }

    RecordedSync sync(Runs runs) {
        TableSync tables = new TableSync(
                offline.spark(), offline.store(), metadata.syncPositions(), target(), clock, offline.waitingRows());
        return new RecordedSync(tables, runs);
    }

    /** Returns a stream that is not started yet; if the process is told to end, it waits for the stream's end. */
    public RunningStream stream() {
        StreamConfig config = StreamConfig.from(settings)
                .sharedOn(offline.spark().sparkContext().master());
        return closing.addLasting(
                new RunningStream(offline.spark(), offline.store(), target(), config, metadata.runs(), clock));
    }

    public RetiredGroups retiredGroups() {
        return new RetiredGroups(metadata.syncPositions(), target());
    }

    /** Takes definitions out of use; the online store is opened only if a group has values there. */
    public OutOfUse outOfUse() {
        return new OutOfUse(metadata.registry(), metadata.runs(), this::retiredGroups);
    }

    public GroupPurge groupPurge() {
        return new GroupPurge(
                offline.spark(),
                metadata.registry(),
                offline.store(),
                outOfUse(),
                metadata.runs(),
                StreamConfig.from(settings).checkpoints());
    }
}
