package dev.tidemark.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

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
    /** Without a terminal a status is written now and then, so that a log shows that work goes on. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);

    private final ReentrantLock lock = new ReentrantLock();
    private final PrintStream out;
    private final Style style;
    private boolean drawn;
    private long lastLine = System.nanoTime();

    Progress(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
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

    /** Reports where the current step stands: the next report replaces it. */
    public void status(String line) {
        lock.lock();
        try {
            switch (style) {
                case REDRAWN -> redraw(line);
                case LINES -> writeNowAndThen(line);
                case SILENT -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    private void redraw(String line) {
        out.print(ERASE + (line.length() < Table.WIDTH ? line : line.substring(0, Table.WIDTH - 1)));
        out.flush();
        drawn = true;
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

    private void erase() {
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
        }
    }
}
