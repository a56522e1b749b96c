package dev.tidemark.cli.invocation;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.launch.Application;
import dev.tidemark.run.StoppedException;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** One call of the command line: the common options, the console, and the application that the command opens. */
public final class Invocation {
    public static final int FAILED = 1;

    @Option(
            names = "--conf",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings that override the defaults; also TIDEMARK_CONF.")
    private @Nullable Path conf;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Show the result as one JSON object.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Show no progress.")
    private boolean quiet;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean stacktrace;

    private final Map<String, String> environment;
    private final List<String> words;
    private @Nullable Console console;
    private @Nullable Application application;

    /**
     * Creates an invocation.
     *
     * @param words the command and its options, as they were typed
     */
    public Invocation(Map<String, String> environment, List<String> words) {
        this.environment = Map.copyOf(environment);
        this.words = List.copyOf(words);
    }

    /** Returns the console, always the same one, because it keeps track of the progress on the screen. */
    public Console console() {
        if (console == null) {
            console = Console.ofProcess(json ? Verbosity.JSON : quiet ? Verbosity.QUIET : Verbosity.NORMAL);
        }
        return console;
    }

    /** Opens the application; the command closes it. */
    public Application open() {
        Application opened = Application.open(conf, environment, console(), InstantSource.system())
                .startedAs(words);
        application = opened;
        return opened;
    }

    /** Returns the exit code of a signal if the process was told to end, whatever the command returned. */
    public int exitCode(int ended) {
        OptionalInt told = application == null ? OptionalInt.empty() : application.exitCode();
        return told.orElse(ended);
    }

    /** Reports why the command failed and returns its exit code. */
    public int explain(Throwable thrown) {
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

    /**
     * Reports wrong usage.
     *
     * @param hint where the user finds the right words
     */
    public void refuse(String message, String hint) {
        // The option may come after the word that ended the parsing.
        json |= words.contains("--json");
        console().fail(ErrorCode.INVALID_ARGUMENT.name(), json ? message : message + System.lineSeparator() + hint);
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

    /** Describes a failure in one line. */
    public String message(Throwable thrown) {
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
