package dev.tidemark.registry;

import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.Optional;

/** How far each group's table has been carried into an online store. Thread-safe. */
public final class SyncPositions {
    private final MetadataDatabase database;

    public SyncPositions(MetadataDatabase database) {
        this.database = database;
    }

    /**
     * The newest snapshot of the group's table whose rows are all in the online store; empty before the first sync.
     *
     * @param target names the online store
     */
    public Optional<Long> position(String featureGroup, String target) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT snapshot_id FROM sync_position WHERE feature_group = :group AND target = :target")
                        .bind("group", featureGroup)
                        .bind("target", target)
                        .mapTo(Long.class)
                        .findOne());
    }

    /** Moves the position; call it only when every row up to the snapshot is in the online store. */
    public void moveTo(String featureGroup, String target, long snapshotId, Instant when) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("DELETE FROM sync_position WHERE feature_group = :group AND target = :target")
                    .bind("group", featureGroup)
                    .bind("target", target)
                    .execute();
            handle.createUpdate("""
                            INSERT INTO sync_position (feature_group, target, snapshot_id, synced_at)
                            VALUES (:group, :target, :snapshot, :when)
                            """)
                    .bind("group", featureGroup)
                    .bind("target", target)
                    .bind("snapshot", snapshotId)
                    .bind("when", Microseconds.of(when))
                    .execute();
        });
    }
}
