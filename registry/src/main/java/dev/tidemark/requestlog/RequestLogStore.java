package dev.tidemark.requestlog;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Stores served features until they are in the table of the request log. The rows of a batch are recorded before it is
 * written, so that after a run that dies the next one has the same batch. Any number of writers, but one reader of
 * batches at a time. Thread-safe.
 */
public final class RequestLogStore {
    private static final String COLUMNS =
            "request_id, served_at, feature_group, version, entity, event_timestamp, features, statuses";

    /**
     * PostgreSQL has no U+0000 in a text. An entity's name cannot contain this text, because a percent sign in it is
     * escaped.
     */
    private static final String ESCAPED_ZERO = "%00";

    /** Classes of SQL states. */
    private static final String WRONG_VALUE = "22";

    private static final String BROKEN_RULE = "23";

    private final MetadataDatabase database;

    public RequestLogStore(MetadataDatabase database) {
        this.database = database;
    }

    /**
     * Rows that are written to the table together.
     *
     * @param id names the batch, also in the table
     * @param begun whether an earlier run may have written it already
     */
    public record Batch(String id, boolean begun, List<ServedRow> rows) {}

    /**
     * Adds rows, in one transaction; if the database refuses one of them, each in a separate transaction.
     *
     * @return the number of added rows: a row that the database refuses is dropped and does not block others
     */
    public int add(List<ServedRow> rows) {
        try {
            insert(rows);
            return rows.size();
        } catch (JdbiException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            return rows.size() == 1
                    ? 0
                    : rows.stream().mapToInt(row -> add(List.of(row))).sum();
        }
    }

    /** Returns true if the database has refused a value, and not failed as a whole. */
    private static boolean isRefusal(JdbiException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && (cause.getSQLState().startsWith(WRONG_VALUE)
                        || cause.getSQLState().startsWith(BROKEN_RULE));
    }

    private void insert(List<ServedRow> rows) {
        database.jdbi().useTransaction(handle -> {
            PreparedBatch insert = handle.prepareBatch("INSERT INTO served_row (" + COLUMNS + ") VALUES"
                    + " (:requestId, :servedAt, :group, :version, :entity, :eventTimestamp, :features, :statuses)");
            for (ServedRow row : rows) {
                insert.bind("requestId", row.requestId())
                        .bind("servedAt", Microseconds.of(row.servedAt()))
                        .bind("group", row.featureGroup())
                        .bind("version", row.version())
                        .bind("entity", row.entity().replace("\u0000", ESCAPED_ZERO))
                        .bind(
                                "eventTimestamp",
                                row.eventTimestamp() == null ? null : Microseconds.of(row.eventTimestamp()))
                        .bind("features", row.features())
                        .bind("statuses", row.statuses())
                        .add();
            }
            insert.execute();
        });
    }

    /**
     * Returns the batch that was begun and not finished, or else a new one of the oldest rows; empty if there is none.
     *
     * @param mostRows of a new batch
     */
    public Optional<Batch> next(int mostRows) {
        return database.jdbi().inTransaction(handle -> begun(handle).or(() -> begin(handle, mostRows)));
    }

    private static Optional<Batch> begun(Handle handle) {
        return handle.createQuery("SELECT MIN(batch) FROM served_row WHERE batch IS NOT NULL")
                .mapTo(String.class)
                .findOne()
                .map(id -> new Batch(id, /* begun= */ true, rows(handle, id)));
    }

    private static Optional<Batch> begin(Handle handle, int mostRows) {
        String batch = UUID.randomUUID().toString();
        int taken = handle.createUpdate("UPDATE served_row SET batch = :batch WHERE id IN"
                        + " (SELECT id FROM served_row WHERE batch IS NULL ORDER BY id LIMIT :most)")
                .bind("batch", batch)
                .bind("most", mostRows)
                .execute();
        return taken == 0 ? Optional.empty() : Optional.of(new Batch(batch, /* begun= */ false, rows(handle, batch)));
    }

    private static List<ServedRow> rows(Handle handle, String batch) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM served_row WHERE batch = :batch ORDER BY id")
                .bind("batch", batch)
                .map((row, context) -> {
                    Long event = row.getObject("event_timestamp", Long.class);
                    return new ServedRow(
                            row.getString("request_id"),
                            Microseconds.toInstant(row.getLong("served_at")),
                            row.getString("feature_group"),
                            row.getInt("version"),
                            row.getString("entity").replace(ESCAPED_ZERO, "\u0000"),
                            event == null ? null : Microseconds.toInstant(event),
                            row.getString("features"),
                            row.getString("statuses"));
                })
                .list();
    }

    /** Deletes a batch that is in the table. */
    public void finish(Batch batch) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("DELETE FROM served_row WHERE batch = :batch")
                        .bind("batch", batch.id())
                        .execute());
    }
}
