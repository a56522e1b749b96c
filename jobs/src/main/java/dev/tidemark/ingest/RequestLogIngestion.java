package dev.tidemark.ingest;

import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.run.Lease;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.RunSubject;
import dev.tidemark.run.Runs;
import java.util.Optional;

/**
 * Carries the request log from the metadata database into its table, each row exactly once: what a batch consists of is
 * noted, then the batch is appended in one commit, then it is forgotten. Where a run died between, the next one has the
 * same batch and looks into the table whether its rows are there.
 */
public final class RequestLogIngestion {
    private final RequestLogTable table;
    private final RequestLogStore store;
    private final Runs runs;
    private final int batchRows;

    /** @param batchRows that go into the table in one commit */
    public RequestLogIngestion(RequestLogTable table, RequestLogStore store, Runs runs, int batchRows) {
        this.table = table;
        this.store = store;
        this.runs = runs;
        this.batchRows = batchRows;
    }

    /** Carries over all that was kept until now; returns the number of rows that came into the table. */
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
