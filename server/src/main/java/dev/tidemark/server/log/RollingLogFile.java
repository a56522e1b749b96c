package dev.tidemark.server.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log file of bounded size and its predecessors: {@code server.log}, before it {@code server-1.log}. The JDK's
 * handler would put a number into the name of the current file as well. Thread-safe.
 */
final class RollingLogFile extends Handler {
    static final long LARGEST_BYTES = 20L << 20;
    private static final int PREDECESSORS = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Path folder;
    private final String name;
    private final long largest;
    private OutputStream out;
    private long size;

    RollingLogFile(Path folder, String name) throws IOException {
        this(folder, name, LARGEST_BYTES);
    }

    /** @param largest size of a file in bytes, which its last entry may exceed */
    RollingLogFile(Path folder, String name, long largest) throws IOException {
        this.folder = folder;
        this.name = name;
        this.largest = largest;
        setFormatter(new LogLines());
        this.out = open();
        this.size = Files.size(current());
    }

    private Path current() {
        return folder.resolve(name + ".log");
    }

    private Path predecessor(int number) {
        return number == 0 ? current() : folder.resolve("%s-%d.log".formatted(name, number));
    }

    private OutputStream open() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(current(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        byte[] line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (size >= largest) {
                roll();
            }
            out.write(line);
            out.flush();
            size += line.length;
        } catch (IOException e) {
            reportError("Cannot write " + current(), e, ErrorManager.WRITE_FAILURE);
        } finally {
            lock.unlock();
        }
    }

    private void roll() throws IOException {
        out.close();
        for (int number = PREDECESSORS; number > 0; number--) {
            if (Files.exists(predecessor(number - 1))) {
                Files.move(predecessor(number - 1), predecessor(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        out = open();
        size = 0;
    }

    @Override
    public void flush() {
        // Nothing to do: each entry is written immediately.
    }

    /** Leaves the file open: the process's last entries come after the log manager has closed its handlers. */
    @Override
    public void close() {
        flush();
    }
}
