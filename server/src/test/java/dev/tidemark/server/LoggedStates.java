package dev.tidemark.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The changes of state that servers of this process log while it listens. */
final class LoggedStates extends Handler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StateWatch.class.getName());

    private final List<String> lines = new CopyOnWriteArrayList<>();

    static LoggedStates listen() {
        LoggedStates states = new LoggedStates();
        LOG.addHandler(states);
        return states;
    }

    /** Those of the online store. */
    List<String> lines() {
        return lines.stream().filter(line -> line.startsWith("online_store")).toList();
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
        LOG.removeHandler(this);
    }
}
