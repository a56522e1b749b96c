package dev.tidemark.console;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** Where a command writes: results to one stream, progress and errors to the other. Safe for use by several threads. */
public final class Console {
    private final PrintStream results;
    private final PrintStream messages;
    private final Verbosity verbosity;
    private final Progress progress;

    public Console(PrintStream results, PrintStream messages, Verbosity verbosity, boolean terminal) {
        this.results = results;
        this.messages = messages;
        this.verbosity = verbosity;
        this.progress = new Progress(messages, style(verbosity, terminal));
    }

    /** The console of this process. */
    public static Console ofProcess(Verbosity verbosity) {
        return new Console(System.out, System.err, verbosity, isTerminal());
    }

    private static Progress.Style style(Verbosity verbosity, boolean terminal) {
        return switch (verbosity) {
            case NORMAL -> terminal ? Progress.Style.REDRAWN : Progress.Style.LINES;
            case QUIET, JSON -> Progress.Style.SILENT;
        };
    }

    public Verbosity verbosity() {
        return verbosity;
    }

    public Progress progress() {
        return progress;
    }

    /** Shows the result of a command, which a quiet one shows too. */
    public void show(Report report) {
        progress.clear();
        if (verbosity == Verbosity.JSON) {
            results.println(Json.write(report.content()));
            return;
        }
        report.lines().forEach(results::println);
    }

    /** Says in passing what is happening; silent where only the result counts. */
    public void say(String sentence) {
        if (verbosity == Verbosity.NORMAL) {
            progress.clear();
            messages.println(sentence);
        }
    }

    /** Says why a command failed, in one line, or as a JSON object on the results' stream. */
    public void fail(String code, String message) {
        progress.clear();
        if (verbosity == Verbosity.JSON) {
            results.println(Json.write(Map.of("error", Map.of("code", code, "message", message))));
            return;
        }
        messages.println("tidemark: " + message);
    }

    /*
     * From release 22 on System.console() is there without a terminal, too, and says itself whether it is one; that
     * method cannot be named at the source level of 21.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
