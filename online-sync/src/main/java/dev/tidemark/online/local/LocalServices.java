package dev.tidemark.online.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The services that run on this machine where none is named: a Redis Cluster in a folder of the home. The command line and the server use it alike.
 *
 * <p>Several commands may use it at once. Each holds a shared lock on a file for as long as it runs, and the one that
 * ends last stops the cluster; a killed one loses its lock with its life.
 */
public final class LocalServices implements AutoCloseable {
    private final FileChannel users;
    private final FileLock lock;
    private final LocalRedisCluster redis;

    private LocalServices(FileChannel users, FileLock lock, LocalRedisCluster redis) {
        this.users = users;
        this.lock = lock;
        this.redis = redis;
    }

    /** Starts the cluster, or joins its users where it runs already. */
    public static LocalServices start(Path home, int firstPort) {
        Path folder = home.resolve("redis");
        @Nullable FileChannel users = null;
        try {
            Files.createDirectories(folder);
            users = FileChannel.open(
                    home.resolve("redis.users"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = users.lock(0, Long.MAX_VALUE, true);
            return new LocalServices(users, lock, LocalRedisCluster.start(folder, firstPort));
        } catch (IOException e) {
            close(users);
            throw new UncheckedIOException("Cannot use the folder " + folder, e);
        } catch (RuntimeException e) {
            close(users);
            throw e;
        }
    }

    /** Leaves, and stops the cluster where nobody else uses it. */
    @Override
    public void close() {
        try {
            lock.release();
            FileLock alone = users.tryLock();
            if (alone != null) {
                redis.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot leave the local Redis Cluster", e);
        } finally {
            close(users);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
