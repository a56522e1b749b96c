package dev.tidemark.run;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Run;
import dev.tidemark.registry.RunHistory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's hold on its group: renewed by a thread of its own until closed. */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final RunHistory history;
    private final Run run;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-heart").factory());
    private volatile boolean lost;

    Lease(RunHistory history, Run run, Duration duration) {
        this.history = history;
        this.run = run;
        long beat = Math.max(1, duration.toMillis() / 4);
        @SuppressWarnings("unused")
        var unused = heart.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /** One missed beat is no reason to stop: the lease outlives three. */
    private void beat() {
        try {
            lost = !history.heartbeat(run);
        } catch (RuntimeException e) {
            LOG.warn("Cannot tell the metadata database that the run of '{}' lives", run.featureGroup(), e);
        }
    }

    /**
     * Makes sure that the group is still this run's, before it writes.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS where the run was taken for dead and another may have begun
     */
    public void check() {
        if (lost) {
            throw new FeatureStoreException(
                    ErrorCode.RUN_IN_PROGRESS,
                    "The run of '%s' gave no sign of life for too long and lost its lease; start it again"
                            .formatted(run.featureGroup()));
        }
    }

    /** Not by an interrupt: a beat that has begun writes to the database, and may end. */
    @Override
    public void close() {
        heart.shutdown();
    }
}
