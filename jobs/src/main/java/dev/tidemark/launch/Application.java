package dev.tidemark.launch;

import dev.tidemark.conf.Settings;
import dev.tidemark.project.ProjectClasses;
import dev.tidemark.schedule.Schedule;
import dev.tidemark.terminal.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One process's settings, console and parts. The parts are opened when they are first asked for and closed together,
 * newest first; where the process is told to end before {@link #close}, they are closed all the same. Not for use by
 * several threads.
 */
public final class Application implements AutoCloseable {
    private final Settings settings;
    private final Map<String, String> environment;
    private final @Nullable Path conf;
    private final Console console;
    private final InstantSource clock;
    private final Closing closing;
    private final OpenedSpark spark;
    private final MetadataParts metadata;
    private final OfflineParts offline;
    private final OnlineParts online;

    private @Nullable ProjectClasses project;

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
        this.metadata = new MetadataParts(settings, console, clock, closing);
        this.spark = new OpenedSpark(
                settings,
                this.environment,
                console,
                closing,
                metadata,
                () -> project().jar());
        this.offline = new OfflineParts(settings, console, clock, spark, metadata, closing::isToldToEnd);
        this.online = new OnlineParts(settings, console, clock, closing, metadata, offline);
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
        spark.startedAs(typed);
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

    /** What lies in the metadata database. */
    public MetadataParts metadata() {
        return metadata;
    }

    /** What works on the warehouse, by Spark. */
    public OfflineParts offline() {
        return offline;
    }

    /** What works on the online store. */
    public OnlineParts online() {
        return online;
    }

    /** A schedule that is not started yet; told to end, this process lets it end first. */
    public Schedule schedule() {
        return closing.addLasting(new ScheduleParts(metadata, offline, online).schedule(settings, console, clock));
    }

    /** Starts the HTTP server, which starts what it needs; it is stopped with this application, or before. */
    public ServerProcess startServer(ProcessBuilder.Redirect output) {
        return startServer(output, Map.of());
    }

    /** As above, with settings that are stronger than this process's own, as environment variables. */
    public ServerProcess startServer(ProcessBuilder.Redirect output, Map<String, String> stronger) {
        ServerProcess server =
                closing.add(ServerProcess.start(conf, settings.durationOrNone("server.stop-delay"), output, stronger));
        closing.onSignal(server::close);
        return server;
    }

    /** True once the process has been told to end. */
    public boolean stopRequested() {
        return closing.isToldToEnd();
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
