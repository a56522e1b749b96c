package dev.tidemark.syncposition;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.NameKey;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records up to where each group's table was synced to an online store. Thread-safe. */
public final class SyncPositions {
    private static final String OF_GROUP = " WHERE feature_group = :group AND target = :target";

    private final MetadataDatabase database;

    public SyncPositions(MetadataDatabase database) {
        this.database = database;
    }

    /** Full loads that have not ended. */
    public FullSyncs fullSyncs() {
        return new FullSyncs(database);
    }

    /**
     * Returns the position of the group's table in an online store; empty before the first sync.
     *
     * @param target names the online store
     */
    public Optional<SyncPosition> find(String featureGroup, String target) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT snapshot_id, pending_snapshot_id, stored_form, settled_sequence FROM sync_position"
                                        + OF_GROUP)
                        .bind("group", featureGroup)
                        .bind("target", NameKey.of(target))
                        .map((row, context) -> new SyncPosition(
                                row.getLong("snapshot_id"),
                                row.getObject("pending_snapshot_id", Long.class),
                                row.getString("stored_form"),
                                row.getObject("settled_sequence", Long.class)))
                        .findOne());
    }

    /**
     * Returns the newest snapshot of the group's table whose rows are all in the online store; empty before the first
     * sync.
     */
    public Optional<Long> position(String featureGroup, String target) {
        return find(featureGroup, target).map(SyncPosition::snapshotId);
    }

    /**
     * Returns the names of the groups that have values in an online store, even if their first load was not finished.
     */
    public List<String> groups(String target) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT feature_group FROM sync_position WHERE target = :target"
                                        + " UNION SELECT feature_group FROM full_load WHERE target = :target ORDER BY feature_group")
                        .bind("target", NameKey.of(target))
                        .mapTo(String.class)
                        .list());
    }

    /** Records that rows of a snapshot are about to be written; without a position nothing is recorded. */
    public void begin(String featureGroup, String target, long snapshotId) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate(
                                "UPDATE sync_position SET pending_snapshot_id = :snapshot" + OF_GROUP)
                        .bind("group", featureGroup)
                        .bind("target", NameKey.of(target))
                        .bind("snapshot", snapshotId)
                        .execute());
    }

    /** Moves the position; call it only when every row up to the snapshot is in the online store. */
    public void moveTo(String featureGroup, String target, long snapshotId, Instant when) {
        moveTo(featureGroup, target, new SyncPosition(snapshotId, null, null, null), when);
    }

    /** Moves the position with all its parts; no snapshot is pending any more. */
    public void moveTo(String featureGroup, String target, SyncPosition position, Instant when) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("DELETE FROM sync_position" + OF_GROUP)
                    .bind("group", featureGroup)
                    .bind("target", NameKey.of(target))
                    .execute();
            handle.createUpdate("""
                            INSERT INTO sync_position (feature_group, target, snapshot_id, stored_form, settled_sequence, synced_at)
                            VALUES (:group, :target, :snapshot, :form, :settled, :when)
                            """)
                    .bind("group", featureGroup)
                    .bind("target", NameKey.of(target))
                    .bind("snapshot", position.snapshotId())
                    .bind("form", position.storedForm())
                    .bind("settled", position.settledSequence())
                    .bind("when", Microseconds.of(when))
                    .execute();
        });
    }

    /** Records that no other writer adds rows of the table up to a sequence number any more. */
    public void settle(String featureGroup, String target, long sequence) {
        database.jdbi()
                .useHandle(
                        handle -> handle.createUpdate("UPDATE sync_position SET settled_sequence = :settled" + OF_GROUP)
                                .bind("group", featureGroup)
                                .bind("target", NameKey.of(target))
                                .bind("settled", sequence)
                                .execute());
    }

    /** Deletes the position, so that the next sync writes everything. */
    public void forget(String featureGroup, String target) {
        fullSyncs().forget(featureGroup, target);
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("DELETE FROM sync_position" + OF_GROUP)
                        .bind("group", featureGroup)
                        .bind("target", NameKey.of(target))
                        .execute());
    }
}
