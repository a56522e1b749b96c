package dev.tidemark.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Shows the progress of long work: one line that is redrawn on a terminal, plain lines elsewhere, or nothing.
 * Thread-safe.
 */
public final class Progress {
    /** The ways to show progress. */
    enum Style {
        REDRAWN,
        LINES,
        SILENT
    }

    private static final String ERASE = "\r\u001b[2K";
    /**
     * Turns wrapping off. A window may have become narrower a moment ago; text that does not fit is then hidden instead
     * of leaving a second line behind.
     */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WRAPPING = "\u001b[?7h";

    private static final String SEPARATOR = " | ";
    /** Without a terminal a status is written at intervals, so that a log shows that work continues. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    private final ReentrantLock lock = new ReentrantLock();
    private final PrintStream out;
    private final Style style;
    private final IntSupplier width;
    private boolean drawn;
    private boolean finished;
    private long lastLine = System.nanoTime();

    Progress(PrintStream out, Style style, IntSupplier width) {
        this.out = out;
        this.style = style;
        this.width = width;
    }

    /** Reports a finished step, which stays on the screen. */
    public void step(String line) {
        lock.lock();
        try {
            switch (style) {
                case REDRAWN -> {
                    erase();
                    out.println(line);
                }
                case LINES -> out.println(line);
                case SILENT -> {}
            }
            out.flush();
            lastLine = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Begins a step, whose progress {@link #status} reports. */
    void begin(String line) {
        lock.lock();
        try {
            finished = false;
            status(line);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports the current step's progress; the next report replaces it. Nothing is drawn after {@link #finish}: Spark
     * reports the end of tasks with a delay, and that line would stay beside the results.
     *
     * @param line whose parts, between bars, are ordered by importance: those that do not fit are dropped from the end
     */
    public void status(String line) {
        lock.lock();
        try {
            switch (style) {
                case REDRAWN -> {
                    if (!finished) {
                        redraw(line);
                    }
                }
                case LINES -> writeNowAndThen(line);
                case SILENT -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    private void redraw(String line) {
        out.print(ERASE + WITHOUT_WRAPPING + fitting(line, width.getAsInt() - 1) + WRAPPING);
        out.flush();
        drawn = true;
    }

    private static String fitting(String line, int most) {
        String fitting = line;
        while (fitting.length() > most && fitting.contains(SEPARATOR)) {
            fitting = fitting.substring(0, fitting.lastIndexOf(SEPARATOR));
        }
        return fitting.length() <= most ? fitting : fitting.substring(0, Math.max(0, most));
    }

    private void writeNowAndThen(String line) {
        if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            out.println(line);
            out.flush();
            lastLine = System.nanoTime();
        }
    }

    /** Clears the redrawn line before other output. */
    public void clear() {
        lock.lock();
        try {
            erase();
        } finally {
            lock.unlock();
        }
    }

    /** Clears the redrawn line until the next step begins. */
    void finish() {
        lock.lock();
        try {
            erase();
            finished = true;
        } finally {
            lock.unlock();
        }
    }

    private void erase() {
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
        }
    }
}
