package dev.tidemark.materialize;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.CommitResult;
import dev.tidemark.offline.Materialization;
import dev.tidemark.run.FinishedChunks;
import dev.tidemark.run.Lease;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.run.StoppedException;
import dev.tidemark.time.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Computes a group over a range, one chunk after the other, oldest first.
 *
 * <p>A chunk is written in one commit of the table. Then it is recorded as computed, with the state of its sources
 * before they were read, and as finished. If a run dies, the next one skips finished chunks. A run that succeeds
 * deletes the records of finished chunks, so that the same request computes again.
 */
public final class ChunkedMaterialization {
    private final Materialization materialization;
    private final Runs runs;
    private final Positions positions;
    private final FinishedChunks finished;
    private final Steps steps;

    public ChunkedMaterialization(
            Materialization materialization, Runs runs, Positions positions, FinishedChunks finished, Steps steps) {
        this.materialization = materialization;
        this.runs = runs;
        this.positions = positions;
        this.finished = finished;
        this.steps = steps;
    }

    /** Receives each chunk, and decides whether the run continues. */
    public interface Steps {
        void resumed(FeatureGroup group, int finishedChunks, int chunks);

        void started(FeatureGroup group, TimeRange chunk, int number, int chunks);

        void finished(FeatureGroup group, TimeRange chunk, int number, int chunks, long rows);

        /** Called between chunks and after a failure; true ends the run as stopped, to be resumed later. */
        boolean stopRequested();
    }

    /**
     * The result of a materialization.
     *
     * @param resumed chunks that an earlier run had finished
     * @param rows written by this run
     */
    public record Outcome(
            TimeRange range,
            int chunks,
            int resumed,
            long rows,
            @Nullable Long snapshotId) {}

    /** Computes the chunks of a plan. */
    public Outcome resume(FeatureGroup group, ChunkPlan plan) {
        return runs.record(
                RunKind.MATERIALIZE, group.name(), plan.range().orElseThrow(), lease -> run(group, plan, lease));
    }

    /** Computes the chunks of a plan, and ignores chunks that an earlier run has finished. */
    public Outcome restart(FeatureGroup group, ChunkPlan plan) {
        return runs.record(RunKind.MATERIALIZE, group.name(), plan.range().orElseThrow(), lease -> {
            finished.forget(group);
            return run(group, plan, lease);
        });
    }

    private Runs.Done<Outcome> run(FeatureGroup group, ChunkPlan plan, Lease lease) {
        Outcome outcome = compute(group, plan, lease);
        lease.check();
        positions.settle(group, plan);
        finished.forget(group);
        return new Runs.Done<>(outcome, outcome.rows(), outcome.snapshotId());
    }

    private Outcome compute(FeatureGroup group, ChunkPlan plan, Lease lease) {
        int chunks = plan.finished() + plan.chunks().size();
        if (plan.finished() > 0) {
            steps.resumed(group, plan.finished(), chunks);
        }
        long rows = 0;
        Long snapshotId = null;
        int number = plan.finished();
        for (TimeRange chunk : plan.chunks()) {
            if (steps.stopRequested()) {
                throw stopped(group, number, chunks);
            }
            number++;
            steps.started(group, chunk, number, chunks);
            lease.check();
            CommitResult written = compute(group, chunk, lease, number, chunks);
            rows += written.rows();
            snapshotId = written.snapshotId();
            steps.finished(group, chunk, number, chunks, written.rows());
        }
        return new Outcome(plan.range().orElseThrow(), chunks, plan.finished(), rows, snapshotId);
    }

    private CommitResult compute(FeatureGroup group, TimeRange chunk, Lease lease, int number, int chunks) {
        try {
            return compute(group, chunk, lease);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            if (!steps.stopRequested()) {
                throw e;
            }
            StoppedException stopped = stopped(group, number - 1, chunks);
            stopped.addSuppressed(e);
            throw stopped;
        }
    }

    private static StoppedException stopped(FeatureGroup group, int finished, int chunks) {
        return new StoppedException("Stopped after %d of %d chunks of '%s'; the same command goes on from there"
                .formatted(finished, chunks, group.name()));
    }

    private CommitResult compute(FeatureGroup group, TimeRange chunk, Lease lease) {
        ReadPoint read = positions.readPoint(group);
        CommitResult written = materialization.run(group, chunk, lease::check);
        lease.check();
        positions.note(group, chunk, read);
        finished.add(group, chunk);
        return written;
    }
}
