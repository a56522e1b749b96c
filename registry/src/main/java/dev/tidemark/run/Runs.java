package dev.tidemark.run;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records work as a run that holds its subject's lease from its start to its end or its process's death. */
public final class Runs {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final RunHistory history;
    private final Duration lease;
    private final Patience patience;
    private final Explanation explanation;
    private final BooleanSupplier stopRequested;

    /** The behaviour if another run, possibly a killed one, holds the lease. */
    public sealed interface Patience {
        /** Fails immediately: the caller tries again by itself. */
        record None() implements Patience {}

        /**
         * Waits until a dead run's lease must have expired, or the run is seen to live; {@code whileWaiting} receives
         * the reason once.
         */
        record UntilLapsed(Consumer<String> whileWaiting) implements Patience {}
    }

    /** Extracts the cause of a failure from the exceptions of the library that did the work, such as Spark. */
    @FunctionalInterface
    public interface Explanation {
        /** @param what failed, such as {@code The sync run of 'payments' failed} */
        RuntimeException explain(Exception failure, String what);
    }

    /** @param lease the history's duration after which a run that does not renew its lease counts as dead */
    public Runs(RunHistory history, Duration lease, Patience patience, Explanation explanation) {
        this(history, lease, patience, explanation, () -> false);
    }

    /** @param stopRequested returns true once the process was told to end: a failure after that counts as stopped */
    public Runs(
            RunHistory history,
            Duration lease,
            Patience patience,
            Explanation explanation,
            BooleanSupplier stopRequested) {
        this.history = history;
        this.lease = lease;
        this.patience = patience;
        this.explanation = explanation;
        this.stopRequested = stopRequested;
    }

    /** The work of one run. */
    @FunctionalInterface
    public interface Work<T> {
        Done<T> run(Lease lease);
    }

    /**
     * The result of a run.
     *
     * @param rows written
     * @param snapshotId of the table after it, null if there is none
     */
    public record Done<T>(T result, long rows, @Nullable Long snapshotId) {}

    /** Does the work on a feature group as a run. */
    public <T> T record(RunKind kind, String featureGroup, @Nullable TimeRange range, Work<T> work) {
        return record(kind, RunSubject.featureGroup(featureGroup), range, work);
    }

    /**
     * Does the work as a run.
     *
     * @throws FeatureStoreException with code RUN_IN_PROGRESS if another run of the subject is alive
     * @throws StoppedException if the process was told to end meanwhile
     */
    public <T> T record(RunKind kind, RunSubject subject, @Nullable TimeRange range, Work<T> work) {
        Run run = start(kind, subject, range);
        try (Lease held = new Lease(history, run, lease)) {
            Done<T> done = work.run(held);
            history.succeed(run, done.rows(), done.snapshotId());
            return done.result();
        } catch (StoppedException stopped) {
            note(stopped, () -> history.stop(run, String.valueOf(stopped.getMessage())));
            throw stopped;
        } catch (Exception failure) { // Spark throws checked exceptions that it does not declare.
            if (stopRequested.getAsBoolean()) {
                StoppedException stopped = StoppedException.during(kind, subject);
                stopped.addSuppressed(failure);
                note(stopped, () -> history.stop(run, String.valueOf(stopped.getMessage())));
                throw stopped;
            }
            RuntimeException explained = explanation.explain(failure, what(kind, subject));
            recordFailure(run, explained);
            throw explained;
        } catch (Error failure) {
            recordFailure(run, failure);
            throw failure;
        }
    }

    private static String what(RunKind kind, RunSubject subject) {
        return "The %s run of '%s' failed"
                .formatted(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), subject.name());
    }

    private Run start(RunKind kind, RunSubject subject, @Nullable TimeRange range) {
        return switch (patience) {
            case Patience.None() -> history.start(kind, subject, range);
            case Patience.UntilLapsed(Consumer<String> whileWaiting) ->
                startWhenLapsed(kind, subject, range, whileWaiting);
        };
    }

    private Run startWhenLapsed(
            RunKind kind, RunSubject subject, @Nullable TimeRange range, Consumer<String> whileWaiting) {
        long end = System.nanoTime() + lease.plus(lease.dividedBy(4)).toNanos();
        LeaseHolder seen = null;
        while (true) {
            try {
                return history.start(kind, subject, range);
            } catch (FeatureStoreException e) {
                if (stopRequested.getAsBoolean()) {
                    throw StoppedException.during(kind, subject);
                }
                LeaseHolder holder = history.holder(kind, subject).orElse(null);
                boolean lives = seen != null && holder != null && holder.livesSince(seen);
                if (e.code() != ErrorCode.RUN_IN_PROGRESS || System.nanoTime() >= end || lives) {
                    throw e;
                }
                if (seen == null && holder != null) {
                    whileWaiting.accept(e.getMessage());
                    seen = holder;
                }
                pause(e);
            }
        }
    }

    private static void pause(FeatureStoreException reason) {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    private void recordFailure(Run run, Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        note(failure, () -> history.fail(run, message.lines().findFirst().orElse(message)));
    }

    private static void note(Throwable failure, Runnable noting) {
        try {
            noting.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
