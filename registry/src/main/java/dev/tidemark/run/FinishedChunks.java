package dev.tidemark.run;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Records in the metadata database the chunks that a run which has not succeeded (yet) has written. Thread-safe. */
public final class FinishedChunks {
    private final MetadataDatabase database;

    public FinishedChunks(MetadataDatabase database) {
        this.database = database;
    }

    /** Returns the finished chunks of the group's current definition: after a change they are computed again. */
    public List<TimeRange> of(FeatureGroup group) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT range_start, range_end FROM finished_chunk"
                                + " WHERE feature_group = :group AND fingerprint = :fingerprint ORDER BY range_start")
                        .bind("group", group.name())
                        .bind("fingerprint", DefinitionJson.fingerprint(group))
                        .map((row, context) -> new TimeRange(
                                Microseconds.toInstant(row.getLong("range_start")),
                                Microseconds.toInstant(row.getLong("range_end"))))
                        .list());
    }

    /** Records a chunk, which may be recorded already if it was computed again. */
    public void add(FeatureGroup group, TimeRange chunk) {
        database.jdbi().useTransaction(handle -> {
            execute(
                    handle,
                    "DELETE FROM finished_chunk WHERE feature_group = :group AND fingerprint = :fingerprint"
                            + " AND range_start = :start AND range_end = :end",
                    group,
                    chunk);
            execute(
                    handle,
                    "INSERT INTO finished_chunk (feature_group, fingerprint, range_start, range_end)"
                            + " VALUES (:group, :fingerprint, :start, :end)",
                    group,
                    chunk);
        });
    }

    private static void execute(Handle handle, String statement, FeatureGroup group, TimeRange chunk) {
        handle.createUpdate(statement)
                .bind("group", group.name())
                .bind("fingerprint", DefinitionJson.fingerprint(group))
                .bind("start", Microseconds.of(chunk.start()))
                .bind("end", Microseconds.of(chunk.end()))
                .execute();
    }

    /** Deletes all finished chunks of a group, because its run has succeeded or its rows are gone. */
    public void forget(FeatureGroup group) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("DELETE FROM finished_chunk WHERE feature_group = :group")
                        .bind("group", group.name())
                        .execute());
    }
}
