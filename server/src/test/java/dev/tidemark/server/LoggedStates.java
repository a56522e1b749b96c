package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.health.StateWatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The changes of state that servers of this process log while it listens. */
public final class LoggedStates extends Handler implements AutoCloseable {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long POLL_NANOS = 20_000_000;

    private final Logger log;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LoggedStates(Logger log) {
        this.log = log;
    }

    static LoggedStates listen() {
        return of(StateWatch.class);
    }

    public static LoggedStates of(Class<?> logging) {
        LoggedStates states = new LoggedStates(Logger.getLogger(logging.getName()));
        states.log.addHandler(states);
        return states;
    }

    /** All that was logged. */
    public List<String> all() {
        return List.copyOf(lines);
    }

    /** Those of the online store. */
    List<String> lines() {
        return lines.stream().filter(line -> line.startsWith("online_store")).toList();
    }

    /** Waits for a line that begins so. */
    void await(String beginning) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (lines.stream().noneMatch(line -> line.startsWith(beginning))) {
            assertThat(System.nanoTime() - deadline)
                    .as("%s: %s", beginning, lines)
                    .isNegative();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
        // Each entry is kept at once.
    }

    @Override
    public void close() {
        log.removeHandler(this);
    }
}
