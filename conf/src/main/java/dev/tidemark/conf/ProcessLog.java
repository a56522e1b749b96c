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

/** The names of processes' logs: no two processes of one home write, and roll, the same file. Thread-safe. */
public final class ProcessLog {
    private static final int MOST = 1_000;

    /** Held for as long as the process lives, and lost with it. */
    private static final Map<Path, FileChannel> HELD = new ConcurrentHashMap<>();

    private ProcessLog() {}

    /**
     * Returns the name of a log that no other process writes: {@code server}, or where that is taken {@code server.2}.
     *
     * @param folder that exists
     * @throws IOException where nothing can be written there
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
            // Another class loader of this process has it.
        }
        if (lock == null) {
            channel.close();
            return false;
        }
        HELD.put(file, channel);
        return true;
    }
}
