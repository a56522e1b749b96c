package dev.tidemark.launch;

import dev.tidemark.conf.Settings;
import dev.tidemark.ingest.IngestConfig;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushDeadLetters;
import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.Registry;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.terminal.Console;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The parts that use the metadata database, which is opened when it is first requested. Not thread-safe. */
public final class MetadataParts {
    private final Settings settings;
    private final Console console;
    private final InstantSource clock;
    private final Closing closing;

    private @Nullable MetadataDatabase database;

    MetadataParts(Settings settings, Console console, InstantSource clock, Closing closing) {
        this.settings = settings;
        this.console = console;
        this.clock = clock;
        this.closing = closing;
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

    /** Records which definition computed which history. */
    public ComputedVersions computedVersions() {
        return new ComputedVersions(database());
    }

    public RunHistory runHistory() {
        return new RunHistory(database(), clock, lease());
    }

    /**
     * Runs that wait for the lease of a killed run, because a user who starts a command again expects it to continue.
     */
    public Runs runs() {
        return runs(
                new Runs.Patience.UntilLapsed(other -> console.say(other + ". Waiting to see whether it lives ...")));
    }

    /** Runs that give up immediately if another run has the group: a schedule tries again by itself. */
    Runs runsWithoutPatience() {
        return runs(new Runs.Patience.None());
    }

    private Runs runs(Runs.Patience patience) {
        return new Runs(runHistory(), lease(), patience, SparkFailure::explained, closing::isToldToEnd);
    }

    private Duration lease() {
        return settings.duration("schedule.lease");
    }

    /** Pushed requests that wait for their table. */
    PushBatches pushBatches() {
        return new PushBatches(database(), clock, IngestConfig.from(settings).batchRows());
    }

    /** Pushed requests that ingestions put aside. */
    public PushDeadLetters pushDeadLetters() {
        return pushBatches().deadLetters();
    }

    RequestLogStore requestLog() {
        return new RequestLogStore(database());
    }

    FinishedChunks finishedChunks() {
        return new FinishedChunks(database());
    }

    SyncPositions syncPositions() {
        return new SyncPositions(database());
    }
}
