package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;

/** Runs syncs under the group's lease and records them in the history of runs. */
public final class RecordedSync {
    private final TableSync tables;
    private final Runs runs;

    public RecordedSync(TableSync tables, Runs runs) {
        this.tables = tables;
        this.runs = runs;
    }

    /** See {@link TableSync#isBeforeItsTable}. */
    public boolean isBeforeItsTable(FeatureGroup group) {
        return tables.isBeforeItsTable(group);
    }

    /**
     * Syncs one group under its lease.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code RUN_IN_PROGRESS if another run has the group, or
     *     with the codes of {@link TableSync#run}
     */
    public SyncOutcome run(FeatureGroup group, SyncRequest request) {
        return runs.record(RunKind.SYNC, group.name(), null, lease -> {
            SyncOutcome done = tables.under(lease::check).run(group, request);
            return new Runs.Done<>(done, done.written(), done.snapshotId());
        });
    }
}
