package dev.tidemark.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the process has opened, closed newest first when it ends, every part even where one fails. Thread-safe. */
final class OpenParts {
    private static final Logger LOG = LoggerFactory.getLogger(OpenParts.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private OpenParts() {}

    static OpenParts withProcess() {
        OpenParts parts = new OpenParts();
        Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "closing"));
        return parts;
    }

    <T extends AutoCloseable> T add(T part) {
        lock.lock();
        try {
            parts.push(part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        lock.lock();
        try {
            while (!parts.isEmpty()) {
                closeNewest();
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeNewest() {
        AutoCloseable part = parts.pop();
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("Cannot close {}", part.getClass().getSimpleName(), e);
        }
    }
}
