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
 * One process's settings, console and parts. A part is opened when it is first requested. All parts are closed
 * together, newest first, also if the process is told to end before {@link #close}. Not thread-safe.
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
     * @param conf the user's file, null for the one that {@code TIDEMARK_CONF} names, if any
     */
    public static Application open(
            @Nullable Path conf, Map<String, String> environment, Console console, InstantSource clock) {
        String named = environment.get("TIDEMARK_CONF");
        Path file = conf != null || named == null ? conf : Path.of(named);
        Settings settings = Settings.load(environment, Optional.ofNullable(file));
        Logs.writeUnder(settings.path("home").resolve("logs"));
        return new Application(settings, environment, file, console, clock);
    }

    /** Records the command and its options, as they were typed, for messages. */
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

    /** Returns the classes of the project's feature definitions, compiled now if they have changed. */
    public ProjectClasses project() {
        if (project == null) {
            project = closing.add(ProjectClasses.open(environment, settings.path("home"), clock.instant()));
        }
        return project;
    }

    /** The parts that use the metadata database. */
    public MetadataParts metadata() {
        return metadata;
    }

    /** The parts that use the warehouse, through Spark. */
    public OfflineParts offline() {
        return offline;
    }

    /** The parts that use the online store. */
    public OnlineParts online() {
        return online;
    }

    /** Returns a schedule that is not started yet; if the process is told to end, it waits for the schedule's end. */
    public Schedule schedule() {
        return closing.addLasting(new ScheduleParts(metadata, offline, online).schedule(settings, console, clock));
    }

    /** Starts the HTTP server, which opens the parts that it needs; it is stopped with this application, or before. */
    public ServerProcess startServer(ProcessBuilder.Redirect output) {
        return startServer(output, Map.of());
    }

    /**
     * Starts the HTTP server with additional settings, as environment variables, which override this process's
     * settings.
     */
    public ServerProcess startServer(ProcessBuilder.Redirect output, Map<String, String> stronger) {
        ServerProcess server =
                closing.add(ServerProcess.start(conf, settings.durationOrNone("server.stop-delay"), output, stronger));
        closing.onSignal(server::close);
        return server;
    }

    /** Returns true once the process has been told to end. */
    public boolean stopRequested() {
        return closing.isToldToEnd();
    }

    /** Returns the exit code of a process that was told to end; empty if it was not. */
    public OptionalInt exitCode() {
        return closing.exitCode();
    }

    /** Waits until the process is told to end and its lasting parts have ended. */
    public void awaitStop() throws InterruptedException {
        closing.awaitStop();
    }

    @Override
    public void close() {
        closing.close();
    }
}
