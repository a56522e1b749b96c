package dev.tidemark.syncposition;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.NameKey;
import dev.tidemark.time.Microseconds;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Records the progress of full loads, so that a killed one is continued; one per group and online store. Thread-safe.
 */
public final class FullSyncs {
    private static final String OF_GROUP = " WHERE feature_group = :group AND target = :target";

    private final MetadataDatabase database;

    FullSyncs(MetadataDatabase database) {
        this.database = database;
    }

    /** Returns the load that is not finished; empty if there is none. */
    public Optional<FullSyncProgress> find(String featureGroup, String target) {
        return database.jdbi().inTransaction(handle -> {
            Set<Integer> finished = new HashSet<>(
                    of(handle.createQuery("SELECT slice FROM full_load_slice" + OF_GROUP), featureGroup, target)
                            .mapTo(Integer.class)
                            .list());
            return of(handle.createQuery("SELECT * FROM full_load" + OF_GROUP), featureGroup, target)
                    .map((row, context) -> new FullSyncProgress(
                            row.getLong("snapshot_id"),
                            row.getString("stored_form"),
                            row.getInt("slices"),
                            Microseconds.toInstant(row.getLong("begun_at")),
                            row.getBoolean("looked_through"),
                            finished))
                    .findOne();
        });
    }

    /** Records a new load, which replaces any that was not finished. */
    public void begin(String featureGroup, String target, FullSyncProgress load) {
        database.jdbi().useTransaction(handle -> {
            forget(handle, featureGroup, target);
            of(handle.createUpdate("""
                                    INSERT INTO full_load
                                        (feature_group, target, snapshot_id, stored_form, slices, begun_at, looked_through)
                                    VALUES (:group, :target, :snapshot, :form, :slices, :begunAt, FALSE)
                                    """), featureGroup, target)
                    .bind("snapshot", load.snapshotId())
                    .bind("form", load.storedForm())
                    .bind("slices", load.slices())
                    .bind("begunAt", Microseconds.of(load.begunAt()))
                    .execute();
        });
    }

    /** Records that every value in the store belongs to a row of the table. */
    public void lookedThrough(String featureGroup, String target) {
        database.jdbi()
                .useHandle(handle -> of(
                                handle.createUpdate("UPDATE full_load SET looked_through = TRUE" + OF_GROUP),
                                featureGroup,
                                target)
                        .execute());
    }

    /** Records that all entities of a slice are in the store. */
    public void finish(String featureGroup, String target, int slice) {
        database.jdbi()
                .useHandle(handle -> of(
                                handle.createUpdate(
                                        "INSERT INTO full_load_slice (feature_group, target, slice) VALUES (:group, :target, :slice)"),
                                featureGroup,
                                target)
                        .bind("slice", slice)
                        .execute());
    }

    /** Deletes the record of the load, because it has ended or its values are gone. */
    public void forget(String featureGroup, String target) {
        database.jdbi().useTransaction(handle -> forget(handle, featureGroup, target));
    }

    private static void forget(Handle handle, String featureGroup, String target) {
        of(handle.createUpdate("DELETE FROM full_load_slice" + OF_GROUP), featureGroup, target)
                .execute();
        of(handle.createUpdate("DELETE FROM full_load" + OF_GROUP), featureGroup, target)
                .execute();
    }

    private static <S extends SqlStatement<S>> S of(S statement, String featureGroup, String target) {
        return statement.bind("group", featureGroup).bind("target", NameKey.of(target));
    }
}
