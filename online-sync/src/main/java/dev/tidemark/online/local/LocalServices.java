package dev.tidemark.online.local;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The services that run on this machine if no other is configured: a Redis Cluster in a folder of the home.
 *
 * <p>Several commands may use it at once. Each holds a shared lock on a file as long as it runs, and the one that ends
 * last stops the cluster. The operating system releases the lock of a killed command.
 */
public final class LocalServices implements AutoCloseable {
    private final Path folder;
    private final int firstPort;
    private final FileChannel users;
    private final FileLock use;
    private final ReentrantLock starting = new ReentrantLock();
    private volatile boolean leaving;
    private @Nullable LocalRedisCluster redis;

    private LocalServices(Path folder, int firstPort, FileChannel users, FileLock use) {
        this.folder = folder;
        this.firstPort = firstPort;
        this.users = users;
        this.use = use;
    }

    /** Registers a user of a home's services, which run only after {@link #start}. */
    public static LocalServices enter(Path home, int firstPort) {
        Path folder = home.resolve("redis");
        try {
            Files.createDirectories(folder);
            FileChannel users = FileChannel.open(
                    home.resolve("redis.users"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            return new LocalServices(folder, firstPort, users, users.lock(0, Long.MAX_VALUE, true));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the folder " + folder, e);
        }
    }

    /**
     * Starts the cluster if it does not run, and waits until it serves; {@link #close} by another thread ends the wait.
     */
    public void start() {
        starting.lock();
        try {
            redis = LocalRedisCluster.start(folder, firstPort, () -> leaving);
        } catch (NoClassDefFoundError e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_CONFIGURATION,
                    "Cannot start a Redis Cluster here (redis.mode: embedded): the jar for spark-submit has no Redis; set TIDEMARK_REDIS_MODE=external and"
                            + " TIDEMARK_REDIS_URIS to the cluster that serves",
                    e);
        } finally {
            starting.unlock();
        }
    }

    /** The number of dead nodes of a running cluster that {@link #start} started. */
    public int revivedNodes() {
        return redis == null ? 0 : redis.revivedNodes();
    }

    /** Ends a current start, which then fails. */
    public void giveUp() {
        leaving = true;
    }

    /** Unregisters this user, and stops the cluster if it was the last one. */
    @Override
    public void close() {
        giveUp();
        starting.lock();
        try (users) {
            use.release();
            FileLock alone = users.tryLock();
            if (alone != null && redis != null) {
                redis.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot leave the local Redis Cluster", e);
        } finally {
            starting.unlock();
        }
    }
}
