package dev.tidemark.ingest;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.CommitResult;
import dev.tidemark.offline.PushedRows;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.run.Lease;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves pushed rows into their group's table, each exactly once.
 *
 * <p>The rows of a batch are recorded first, then the batch is appended in one commit, then it is recorded as finished.
 * If a run dies in between, the next run has the same batch and checks whether its rows are in the table. A request
 * that no longer fits the group's definition is put aside, as a dead letter, before its batch is appended. A stream or
 * a materialization of the group may run at the same time: the commits of both check for each other's changes.
 */
public final class Ingestion {
    private final PushedRows table;
    private final PushBatches batches;
    private final Runs runs;
    private final Duration retention;
    private final InstantSource clock;
    private final Steps steps;

    /** @param retention how long requests are kept after their rows were written to the table */
    public Ingestion(
            PushedRows table, PushBatches batches, Runs runs, Duration retention, InstantSource clock, Steps steps) {
        this.table = table;
        this.batches = batches;
        this.runs = runs;
        this.retention = retention;
        this.clock = clock;
        this.steps = steps;
    }

    /** Receives each batch. */
    public interface Steps {
        void begun(FeatureGroup group, PushBatches.Batch batch);

        void appended(FeatureGroup group, PushBatches.Batch batch, long rows);

        /** Called after a request was put aside. */
        void putAside(FeatureGroup group, PushedRequest request, String reason);
    }

    /**
     * The result of an ingestion.
     *
     * @param requests that are in the table now
     * @param rows that this run added to the table
     * @param deadLetters requests that this run put aside
     * @param forgotten requests that were deleted from the metadata database
     */
    public record Outcome(
            int batches,
            long requests,
            long rows,
            int deadLetters,
            int forgotten,
            @Nullable Long snapshotId) {}

    /** Moves all rows that were pushed to the group until now. */
    public Outcome run(FeatureGroup group) {
        return runs.record(RunKind.INGEST, group.name(), null, lease -> {
            Outcome outcome = ingest(group, lease);
            return new Runs.Done<>(outcome, outcome.rows(), outcome.snapshotId());
        });
    }

    private Outcome ingest(FeatureGroup group, Lease lease) {
        int count = 0;
        long requests = 0;
        long rows = 0;
        int dead = 0;
        Long snapshotId = null;
        Optional<PushBatches.Batch> next = batches.next(group.name());
        if (next.isPresent()) {
            table.ensure(group);
        }
        while (next.isPresent()) {
            PushBatches.Batch batch = next.orElseThrow();
            steps.begun(group, batch);
            int unfit = 0;
            if (!batch.begun() || !table.hold(group, batch.id())) {
                List<FeatureRow> pushed = new ArrayList<>();
                unfit = read(group, batch, pushed);
                Optional<CommitResult> appended =
                        pushed.isEmpty() ? Optional.empty() : table.append(group, batch.id(), pushed, lease::check);
                if (appended.isPresent()) {
                    snapshotId = appended.orElseThrow().snapshotId();
                    rows += pushed.size();
                    steps.appended(group, batch, pushed.size());
                }
            }
            lease.check();
            batches.finish(batch);
            count++;
            requests += batch.requests().size() - unfit;
            dead += unfit;
            next = batches.next(group.name());
        }
        int forgotten = batches.forget(group.name(), clock.instant().minus(retention));
        return new Outcome(count, requests, rows, dead, forgotten, snapshotId);
    }

    /** Adds the rows of the requests that fit, and puts the others aside; returns the number of the latter. */
    private int read(FeatureGroup group, PushBatches.Batch batch, List<FeatureRow> rows) {
        int unfit = 0;
        for (PushedRequest request : batch.requests()) {
            try {
                rows.addAll(request.rows(group));
            } catch (FeatureStoreException e) {
                if (e.code() != ErrorCode.SOURCE_MISMATCH) {
                    throw e;
                }
                String reason = String.valueOf(e.getMessage());
                batches.deadLetters().add(request, reason);
                steps.putAside(group, request, reason);
                unfit++;
            }
        }
        return unfit;
    }
}
