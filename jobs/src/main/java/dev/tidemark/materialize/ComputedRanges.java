package dev.tidemark.materialize;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Stores the computed ranges of each group in the metadata database. Thread-safe. */
final class ComputedRanges {
    private final MetadataDatabase database;

    ComputedRanges(MetadataDatabase database) {
        this.database = database;
    }

    /** Returns all records of a group, in the order of reading; they may overlap. */
    List<ComputedRange> of(String group) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT range_start, range_end, read_at, table_id, sources,"
                                        + " version FROM computed_range WHERE feature_group = :group ORDER BY read_at, range_start")
                        .bind("group", group)
                        .map((row, context) -> new ComputedRange(
                                new TimeRange(
                                        Microseconds.toInstant(row.getLong("range_start")),
                                        Microseconds.toInstant(row.getLong("range_end"))),
                                new ReadPoint(
                                        Microseconds.toInstant(row.getLong("read_at")),
                                        SourceStates.parse(row.getString("sources"))),
                                row.getString("table_id"),
                                row.getObject("version", Integer.class)))
                        .list());
    }

    /** Records a range, which replaces those inside it that were read before it. */
    void add(String group, ComputedRange computed) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("DELETE FROM computed_range WHERE feature_group = :group AND range_start >= :start"
                            + " AND range_end <= :end AND read_at <= :readAt")
                    .bind("group", group)
                    .bind("start", Microseconds.of(computed.start()))
                    .bind("end", Microseconds.of(computed.end()))
                    .bind("readAt", Microseconds.of(computed.read().at()))
                    .execute();
            insert(handle, group, computed);
        });
    }

    /** Records ranges, which replace all others. */
    void replace(String group, Collection<ComputedRange> computed) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("DELETE FROM computed_range WHERE feature_group = :group")
                    .bind("group", group)
                    .execute();
            computed.forEach(range -> insert(handle, group, range));
        });
    }

    private static void insert(Handle handle, String group, ComputedRange computed) {
        handle.createUpdate("INSERT INTO computed_range"
                        + " (feature_group, range_start, range_end, read_at, table_id, sources, version)"
                        + " VALUES (:group, :start, :end, :readAt, :table, :sources, :version)")
                .bind("group", group)
                .bind("start", Microseconds.of(computed.start()))
                .bind("end", Microseconds.of(computed.end()))
                .bind("readAt", Microseconds.of(computed.read().at()))
                .bind("table", computed.tableId())
                .bind("sources", computed.read().sources().text())
                .bind("version", computed.version())
                .execute();
    }
}
