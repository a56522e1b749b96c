package dev.tidemark.terminal;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** A command's output: results on one stream, progress and errors on the other. Thread-safe. */
public final class Console {
    private static final int NARROWEST_USAGE = 60;
    private static final int WIDEST_USAGE = 100;

    /** The width for a pager, which its writer does not see as a terminal. */
    private static final int USAGE_WITHOUT_TERMINAL = 80;

    private final PrintStream results;
    private final PrintStream messages;
    private final Verbosity verbosity;
    private final IntSupplier width;
    private final Progress progress;

    /**
     * Creates a console.
     *
     * @param terminal the width of a line if a person watches; empty if a file or a program reads the output
     */
    public Console(PrintStream results, PrintStream messages, Verbosity verbosity, Optional<IntSupplier> terminal) {
        this.results = results;
        this.messages = messages;
        this.verbosity = verbosity;
        this.width = terminal.orElse(() -> Table.UNLIMITED);
        this.progress = new Progress(messages, style(verbosity, terminal.isPresent()), width);
    }

    /** The console of this process. */
    public static Console ofProcess(Verbosity verbosity) {
        Optional<IntSupplier> terminal =
                isTerminal() ? Optional.of(Terminal.ofProcess(System.getenv("COLUMNS"))) : Optional.empty();
        return new Console(System.out, System.err, verbosity, terminal);
    }

    /** Returns the width of option descriptions. */
    public static int usageWidth() {
        int width = isTerminal() ? Terminal.ofProcess(System.getenv("COLUMNS")).getAsInt() : USAGE_WITHOUT_TERMINAL;
        return Math.clamp(width, NARROWEST_USAGE, WIDEST_USAGE);
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

    /** Shows the result of a command, even a quiet one. */
    public void show(Report report) {
        progress.finish();
        if (verbosity == Verbosity.JSON) {
            results.println(Json.write(report.content()));
            return;
        }
        report.lines(width.getAsInt()).forEach(results::println);
    }

    /** Shows lines unchanged, for programs that read them. */
    public void show(List<String> lines) {
        progress.finish();
        lines.forEach(results::println);
    }

    /** Reports what is happening; silent if only the result counts. */
    public void say(String sentence) {
        if (verbosity == Verbosity.NORMAL) {
            progress.clear();
            messages.println(sentence);
        }
    }

    /** Reports why a command failed, in one line, or as a JSON object on the results' stream. */
    public void fail(String code, String message) {
        progress.finish();
        if (verbosity == Verbosity.JSON) {
            results.println(Json.write(Map.of("error", Map.of("code", code, "message", message))));
            return;
        }
        messages.println("tidemark: " + message);
    }

    /*
     * From release 22 on System.console() is also present without a terminal, and its method tells whether it is one;
     * that method cannot be called at source level 21.
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
