package dev.tidemark.launch;

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

/** What works on the online store, which is opened when it is first asked for. Not for use by several threads. */
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

    /** Where the online store is; in the embedded mode it is started now, where it does not run. */
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

    private void startLocalServices() {
        console.progress().status("starting the local Redis Cluster");
        // Before it starts, so that a signal meanwhile stops what was started.
        LocalServices services =
                closing.add(LocalServices.enter(settings.path("home"), RedisConfig.firstPort(settings)));
        closing.onSignal(services::giveUp);
        services.start();
        local = services;
    }

    /**
     * The Redis Cluster of this machine, once {@link #target} has started or joined it; empty where it is elsewhere.
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

    /** A stream that is not started yet; told to end, this process lets it end first. */
    public RunningStream stream() {
        StreamConfig config = StreamConfig.from(settings)
                .sharedOn(offline.spark().sparkContext().master());
        return closing.addLasting(
                new RunningStream(offline.spark(), offline.store(), target(), config, metadata.runs(), clock));
    }

    public RetiredGroups retiredGroups() {
        return new RetiredGroups(metadata.syncPositions(), target());
    }

    /** Takes definitions out of use; the online store is opened where a group has values there. */
    public OutOfUse outOfUse() {
        return new OutOfUse(metadata.registry(), metadata.runs(), this::retiredGroups);
    }

    public GroupPurge groupPurge() {
        return new GroupPurge(
                offline.spark(),
                metadata.registry(),
                offline.store(),
                outOfUse(),
                StreamConfig.from(settings).checkpoints());
    }
}
