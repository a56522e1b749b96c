package dev.tidemark.materialize;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.offline.Materialization;
import dev.tidemark.offline.WriteResult;
import dev.tidemark.registry.RunKind;
import dev.tidemark.run.Lease;
import dev.tidemark.run.Runs;
import dev.tidemark.time.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes a group over a range, one chunk after the other, oldest first.
 *
 * <p>A chunk is written in one commit of the table and then noted as finished. A run that dies is followed by one that
 * leaves out what is noted; one that succeeds takes the notes away, so that asking again computes again.
 */
public final class Backfill {
    private final Materialization materialization;
    private final Runs runs;
    private final FinishedChunks finished;
    private final Steps steps;

    public Backfill(Materialization materialization, Runs runs, FinishedChunks finished, Steps steps) {
        this.materialization = materialization;
        this.runs = runs;
        this.finished = finished;
        this.steps = steps;
    }

    /** Hears of each chunk, and says whether there is to be a next one. */
    public interface Steps {
        void resumed(FeatureGroup group, int finishedChunks, int chunks);

        void started(FeatureGroup group, TimeRange chunk, int number, int chunks);

        void finished(FeatureGroup group, TimeRange chunk, int number, int chunks, long rows);

        /** Asked between chunks; true ends the run as failed, to be resumed later. */
        boolean stopRequested();
    }

    /**
     * What a backfill did.
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

    /** Computes the chunks that an earlier run of the group, which did not succeed, has not finished. */
    public Outcome resume(FeatureGroup group, List<TimeRange> chunks) {
        return runs.record(RunKind.MATERIALIZE, group.name(), covering(chunks), lease -> run(group, chunks, lease));
    }

    /** Computes all chunks, whatever an earlier run has finished. */
    public Outcome restart(FeatureGroup group, List<TimeRange> chunks) {
        return runs.record(RunKind.MATERIALIZE, group.name(), covering(chunks), lease -> {
            finished.forget(group);
            return run(group, chunks, lease);
        });
    }

    private Runs.Done<Outcome> run(FeatureGroup group, List<TimeRange> chunks, Lease lease) {
        Outcome outcome = compute(group, chunks, lease);
        finished.forget(group);
        return new Runs.Done<>(outcome, outcome.rows(), outcome.snapshotId());
    }

    private Outcome compute(FeatureGroup group, List<TimeRange> chunks, Lease lease) {
        List<TimeRange> done = finished.of(group);
        int resumed = (int) chunks.stream().filter(done::contains).count();
        if (resumed > 0) {
            steps.resumed(group, resumed, chunks.size());
        }
        long rows = 0;
        Long snapshotId = null;
        for (int number = 1; number <= chunks.size(); number++) {
            TimeRange chunk = chunks.get(number - 1);
            if (done.contains(chunk)) {
                continue;
            }
            if (steps.stopRequested()) {
                throw new StoppedException(group, number - 1, chunks.size());
            }
            steps.started(group, chunk, number, chunks.size());
            lease.check();
            WriteResult written = materialization.run(group, chunk, lease::check);
            finished.add(group, chunk);
            rows += written.rows();
            snapshotId = written.snapshotId();
            steps.finished(group, chunk, number, chunks.size(), written.rows());
        }
        return new Outcome(covering(chunks), chunks.size(), resumed, rows, snapshotId);
    }

    private static TimeRange covering(List<TimeRange> chunks) {
        return new TimeRange(chunks.getFirst().start(), chunks.getLast().end());
    }
}
