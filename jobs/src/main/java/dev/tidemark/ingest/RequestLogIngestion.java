package dev.tidemark.ingest;

import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.run.Lease;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.RunSubject;
import dev.tidemark.run.Runs;
import java.util.Optional;

/**
 * Moves the request log from the metadata database into its table, each row exactly once. The rows of a batch are
 * recorded, then the batch is appended in one commit, then it is deleted. If a run dies in between, the next run has
 * the same batch and checks whether its rows are in the table.
 */
public final class RequestLogIngestion {
    private final RequestLogTable table;
    private final RequestLogStore store;
    private final Runs runs;
    private final int batchRows;

    /** @param batchRows the number of rows in one commit of the table */
    public RequestLogIngestion(RequestLogTable table, RequestLogStore store, Runs runs, int batchRows) {
        this.table = table;
        this.store = store;
        this.runs = runs;
        this.batchRows = batchRows;
    }

    /** Moves all rows that were logged until now; returns the number of rows that were added to the table. */
    public long run() {
        return runs.record(RunKind.INGEST, RunSubject.requestLog(), null, lease -> {
            long rows = ingest(lease);
            return new Runs.Done<>(rows, rows, null);
        });
    }

    private long ingest(Lease lease) {
        table.ensure();
        long rows = 0;
        for (Optional<RequestLogStore.Batch> next = store.next(batchRows);
                next.isPresent();
                next = store.next(batchRows)) {
            RequestLogStore.Batch batch = next.orElseThrow();
            if (table.append(batch.id(), batch.rows(), lease::check)) {
                rows += batch.rows().size();
            }
            lease.check();
            store.finish(batch);
        }
        return rows;
    }
}
