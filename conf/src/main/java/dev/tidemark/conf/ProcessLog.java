package dev.tidemark.conf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the names of processes' logs, so that no two processes of one home write and roll the same file. Thread-safe.
 */
public final class ProcessLog {
    private static final int MOST = 1_000;

    /** Locks that are held as long as the process lives; the operating system releases them when it ends. */
    private static final Map<Path, FileChannel> HELD = new ConcurrentHashMap<>();

    private ProcessLog() {}

    /**
     * Returns the name of a log that no other process writes: {@code server}, or {@code server.2} if that one is taken.
     *
     * @param folder that exists
     * @throws IOException if the folder cannot be written to
     */
    public static String claim(Path folder, String name) throws IOException {
        for (int number = 1; number <= MOST; number++) {
            String own = number == 1 ? name : name + "." + number;
            if (isOurs(folder.toRealPath().resolve("." + own + ".lock"))) {
                return own;
            }
        }
        throw new IOException("%d processes write logs in %s".formatted(MOST, folder));
    }

    private static boolean isOurs(Path file) throws IOException {
        if (HELD.containsKey(file)) {
            return true;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process holds the lock.
        }
        if (lock == null) {
            channel.close();
            return false;
        }
        HELD.put(file, channel);
        return true;
    }
}
