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
 * How far full loads have come, so that one which was killed goes on from there; one per group and online store.
 * Thread-safe.
 */
public final class FullSyncs {
    private static final String OF_GROUP = " WHERE feature_group = :group AND target = :target";

    private final MetadataDatabase database;

    FullSyncs(MetadataDatabase database) {
        this.database = database;
    }

    /** The load that is not finished; empty where there is none. */
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

    /** Notes a load that has done nothing yet, in place of any that was not finished. */
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

    /** Notes that nothing is left in the store which no row of the table accounts for. */
    public void lookedThrough(String featureGroup, String target) {
        database.jdbi()
                .useHandle(handle -> of(
                                handle.createUpdate("UPDATE full_load SET looked_through = TRUE" + OF_GROUP),
                                featureGroup,
                                target)
                        .execute());
    }

    /** Notes that all entities of a slice are in the store. */
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

    /** Forgets the load: it has come to its end, or what it wrote is gone. */
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
