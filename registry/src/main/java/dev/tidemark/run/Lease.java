package dev.tidemark.run;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run's exclusive right to its subject. A separate thread renews it until it is closed. */
public final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final RunHistory history;
    private final Run run;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidemark-heart").factory());
    private final Duration duration;
    private volatile boolean lost;
    /** No other run takes the lease before this instant of the history's clock. */
    private volatile Instant heldUntil;

    Lease(RunHistory history, Run run, Duration duration) {
        this.history = history;
        this.run = run;
        this.duration = duration;
        this.heldUntil = run.startedAt().plus(duration);
        long beat = Math.max(1, duration.toMillis() / 4);
        @SuppressWarnings("unused")
        var unused = heart.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /** Renews the lease. The run continues after one missed renewal, because the lease outlives three. */
    private void beat() {
        try {
            renew();
        } catch (RuntimeException e) {
            LOG.warn(
                    "Cannot tell the metadata database that the run of '{}' lives",
                    run.subject().name(),
                    e);
        }
    }

    private void renew() {
        Instant until = history.now().plus(duration);
        if (history.heartbeat(run)) {
            heldUntil = until;
        } else {
            lost = true;
        }
    }

    /**
     * Checks that the run still has its subject, before it writes. It asks the database, because a process that was
     * paused continues with an old renewal.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code RUN_IN_PROGRESS if the run was taken for dead and
     *     another may have begun
     */
    public void check() {
        try {
            renew();
        } catch (RuntimeException e) {
            if (!history.now().isBefore(heldUntil)) {
                throw e;
            }
            LOG.warn(
                    "Cannot ask the metadata database for the lease of '{}', which holds until {}",
                    run.subject().name(),
                    heldUntil,
                    e);
        }
        if (lost) {
            throw RunHistory.lost(run);
        }
    }

    /** Stops without an interrupt: a renewal that has begun writes to the database and is allowed to end. */
    @Override
    public void close() {
        heart.shutdown();
    }
}
