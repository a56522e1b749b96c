package dev.tidemark.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * How far long work has come: one line that is drawn again on a terminal, plain lines elsewhere, or nothing. Safe for
 * use by several threads.
 */
public final class Progress {
    /** How progress is written. */
    enum Style {
        REDRAWN,
        LINES,
        SILENT
    }

    private static final String ERASE = "\r\u001b[2K";
    /**
     * A window may have become narrower a moment ago: what does not fit is not shown, instead of going to a second line
     * that stays.
     */
    private static final String WITHOUT_WRAPPING = "\u001b[?7l";

    private static final String WRAPPING = "\u001b[?7h";

    private static final String SEPARATOR = " | ";
    /** Without a terminal a status is written now and then, so that a log shows that work goes on. */
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

    /** Reports a finished step: it stays on the screen. */
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

    /** Begins a step, as {@link #status} reports it. */
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
     * Reports where the current step stands: the next report replaces it. Nothing is drawn after {@link #finish}: Spark
     * tells of the end of tasks some time later, and that would stay beside the results.
     *
     * @param line whose parts, between bars, are ordered by importance: those that do not fit are left out from the end
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

    /** Takes the redrawn line away, before something else is written. */
    public void clear() {
        lock.lock();
        try {
            erase();
        } finally {
            lock.unlock();
        }
    }

    /** The same for good, until the next step begins. */
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
