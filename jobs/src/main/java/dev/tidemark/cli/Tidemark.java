package dev.tidemark.cli;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.console.Console;
import dev.tidemark.console.Verbosity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.launch.Application;
import dev.tidemark.run.StoppedException;
import dev.tidemark.session.SparkFailure;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line's entry; exit codes are 0 for done, 1 for failed, 2 for wrong usage, and 130 for stopped by Ctrl-C. */
@Command(
        name = "tidemark",
        description = "A feature store: features in Java, history in Iceberg, latest values in Redis.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "tidemark 0.1.0")
public final class Tidemark {
    static final int FAILED = 1;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings that go over the defaults; also TIDEMARK_CONF.")
    @Nullable
    Path conf;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Write the result as one JSON object.")
    boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Show no progress.")
    boolean quiet;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    boolean stacktrace;

    private final Map<String, String> environment;
    private List<String> words = List.of();
    private @Nullable Console console;
    private @Nullable Application application;

    Tidemark(Map<String, String> environment) {
        this.environment = environment;
    }

    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... arguments) {
        return run(System.getenv(), arguments);
    }

    /** Runs one command in an environment and returns its exit code. */
    public static int run(Map<String, String> environment, String... arguments) {
        Tidemark tidemark = new Tidemark(environment);
        tidemark.words = List.of(arguments);
        int ended;
        try {
            ended = tidemark.commandLine().execute(arguments);
        } catch (Error e) {
            ended = tidemark.explain(e);
        }
        return tidemark.exitCode(ended);
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        Stream.<Object>of(
                        new ApplyCommand(this),
                        new MaterializeCommand(this),
                        new IngestCommand(this),
                        new RequestLogCommand(this),
                        new CommandLine(new TrainingSetCommand(this)).addSubcommand(new ExplainCommand(this)),
                        new SyncCommand(this),
                        new StreamCommand(this),
                        new ServeCommand(this),
                        new ScheduleCommand(this),
                        new ImportCommand(this),
                        new SqlCommand(this),
                        new GroupsCommand(this),
                        new DescribeCommand(this),
                        new ServicesCommand(this),
                        new RunsCommand(this),
                        new RetireCommand(this),
                        new PurgeCommand(this),
                        new DemoCommand(this),
                        new DoctorCommand(this))
                .forEach(line::addSubcommand);
        line.getSubcommands().values().forEach(Tidemark::addHelp);
        return line.setExecutionExceptionHandler((failure, command, parsed) -> explain(failure))
                .setUsageHelpWidth(Console.usageWidth());
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getSubcommands().values().forEach(Tidemark::addHelp);
    }

    /** Always the same, because it knows what of its progress is on the screen. */
    Console console() {
        if (console == null) {
            console = Console.ofProcess(json ? Verbosity.JSON : quiet ? Verbosity.QUIET : Verbosity.NORMAL);
        }
        return console;
    }

    /** Opens what the command needs; to be closed by the command. */
    Application open() {
        Application opened = Application.open(conf, environment, console(), InstantSource.system())
                .startedAs(words);
        application = opened;
        return opened;
    }

    /** A process that was told to end says so by its exit code, whatever its command made of it. */
    private int exitCode(int ended) {
        OptionalInt told = application == null ? OptionalInt.empty() : application.exitCode();
        return told.orElse(ended);
    }

    private int explain(Throwable thrown) {
        if (application != null && application.stopRequested()) {
            console().fail("STOPPED", stopped(thrown));
            return FAILED;
        }
        Throwable failure = told(thrown);
        String code =
                failure instanceof FeatureStoreException known ? known.code().name() : "INTERNAL";
        console().fail(code, message(failure));
        if (stacktrace) {
            failure.printStackTrace();
        }
        return FAILED;
    }

    private static String stopped(Throwable thrown) {
        return thrown instanceof StoppedException && thrown.getMessage() != null
                ? thrown.getMessage()
                : "Stopped before it was done; the same command does it";
    }

    private static Throwable told(Throwable thrown) {
        Optional<FeatureStoreException> error = ErrorText.of(thrown);
        if (error.isPresent()) {
            return error.get();
        }
        return thrown instanceof Exception failure ? SparkFailure.explained(failure, "The command failed") : thrown;
    }

    String message(Throwable thrown) {
        Throwable failure = ErrorText.of(thrown).<Throwable>map(error -> error).orElse(thrown);
        boolean told = failure instanceof FeatureStoreException || failure instanceof ConfigurationException;
        boolean expected = !(failure instanceof FeatureStoreException known && known.code() == ErrorCode.INTERNAL);
        if (told && expected && failure.getMessage() != null) {
            return failure.getMessage();
        }
        String name = failure.getClass().getSimpleName();
        String message = failure.getMessage() == null
                ? name
                : failure.getMessage()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse("");
        String first = told || failure.getMessage() == null ? message : name + ": " + message;
        return stacktrace ? first : first + " (--stacktrace shows where it comes from)";
    }
}
