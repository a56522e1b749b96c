package dev.tidemark.benchmark;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a variant, measured from a collected heap, stopped at a limit. */
record TimedRun(Variant variant, Duration limit) {
    private static final double NANOS = 1e9;
    /** How long work that was told to stop may take until it has. */
    private static final Duration TO_STOP = Duration.ofMinutes(2);

    Sample sample() throws RunStopped {
        Sample whole = Sample.NOTHING;
        for (Step step : variant.steps()) {
            whole = whole.with(sample(step), step.counting());
        }
        return whole;
    }

    private Sample sample(Step step) throws RunStopped {
        System.gc();
        try (ExecutorService thread = Executors.newSingleThreadExecutor();
                MemoryGauge memory = variant.memory().get()) {
            long start = System.nanoTime();
            long cpuStart = variant.processorNanos().getAsLong();
            Future<?> run = thread.submit(() -> {
                step.work().run();
                return null;
            });
            await(run, step);
            return new Sample(
                    (System.nanoTime() - start) / NANOS,
                    (variant.processorNanos().getAsLong() - cpuStart) / NANOS,
                    memory.peakBytes());
        }
    }

    private void await(Future<?> run, Step step) throws RunStopped {
        try {
            run.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            stop(run, step);
            throw new RunStopped(variant.name());
        } catch (ExecutionException e) {
            throw new IllegalStateException("'%s' failed".formatted(variant.name()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void stop(Future<?> run, Step step) {
        step.work().stop();
        try {
            run.get(TO_STOP.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // As asked: it ended by an exception.
        } catch (TimeoutException e) {
            throw new IllegalStateException("'%s' was told to stop and did not".formatted(variant.name()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
