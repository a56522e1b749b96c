package dev.tidemark.push;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Groups pushed requests into batches for their group's table. The members of a batch are recorded before it is
 * written, so that after an ingestion that dies the next one has the same batch. One ingestion of a group at a time;
 * otherwise thread-safe.
 */
public final class PushBatches {
    private static final int MOST_REQUESTS = 1_000;
    /** A batch is held in memory. */
    private static final long MOST_LETTERS = 64L << 20;

    private final MetadataDatabase database;
    private final InstantSource clock;
    private final int mostRows;

    /** @param mostRows of a batch, unless one request alone has more */
    public PushBatches(MetadataDatabase database, InstantSource clock, int mostRows) {
        this.database = database;
        this.clock = clock;
        this.mostRows = mostRows;
    }

    /**
     * Requests that are written to the table together.
     *
     * @param id names the batch, also in the table
     * @param begun whether an earlier ingestion may have written it already
     */
    public record Batch(String id, boolean begun, List<PushedRequest> requests) {}

    /** The requests that cannot be in a batch any more. */
    public PushDeadLetters deadLetters() {
        return new PushDeadLetters(database, clock);
    }

    /**
     * Returns the batch that was begun and not finished, or else a new one of the oldest requests; empty if there is
     * none.
     */
    public Optional<Batch> next(String featureGroup) {
        return database.jdbi()
                .inTransaction(handle -> begun(handle, featureGroup).or(() -> begin(handle, featureGroup)));
    }

    private static Optional<Batch> begun(Handle handle, String featureGroup) {
        return handle.createQuery("SELECT MIN(batch) FROM push_request"
                        + " WHERE feature_group = :group AND batch IS NOT NULL AND ingested_at IS NULL")
                .bind("group", featureGroup)
                .mapTo(String.class)
                .findOne()
                .map(id -> new Batch(id, /* begun= */ true, requests(handle, id)));
    }

    private Optional<Batch> begin(Handle handle, String featureGroup) {
        List<Long> ids = oldest(handle, featureGroup);
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        String batch = UUID.randomUUID().toString();
        handle.createUpdate("UPDATE push_request SET batch = :batch WHERE id IN (<ids>)")
                .bind("batch", batch)
                .bindList("ids", ids)
                .execute();
        return Optional.of(new Batch(batch, /* begun= */ false, requests(handle, batch)));
    }

    private List<Long> oldest(Handle handle, String featureGroup) {
        List<Long> ids = new ArrayList<>();
        long rows = 0;
        long letters = 0;
        for (Size size : sizes(handle, featureGroup)) {
            rows += size.rows();
            letters += size.letters();
            if (!ids.isEmpty() && (rows > mostRows || letters > MOST_LETTERS)) {
                break;
            }
            ids.add(size.id());
        }
        return ids;
    }

    private record Size(long id, int rows, long letters) {}

    private static List<Size> sizes(Handle handle, String featureGroup) {
        return handle.createQuery("SELECT id, row_count, LENGTH(content) AS letters FROM push_request"
                        + " WHERE feature_group = :group AND batch IS NULL AND ingested_at IS NULL AND dead_at IS NULL"
                        + " ORDER BY id LIMIT :most")
                .bind("group", featureGroup)
                .bind("most", MOST_REQUESTS)
                .map((row, context) -> new Size(row.getLong("id"), row.getInt("row_count"), row.getLong("letters")))
                .list();
    }

    private static List<PushedRequest> requests(Handle handle, String batch) {
        return handle.createQuery(
                        "SELECT " + PushOutbox.COLUMNS + " FROM push_request WHERE batch = :batch ORDER BY id")
                .bind("batch", batch)
                .map((row, context) -> PushOutbox.read(row))
                .list();
    }

    /** Records that a batch is in the table. */
    public void finish(Batch batch) {
        database.jdbi()
                .useHandle(
                        handle -> handle.createUpdate("UPDATE push_request SET ingested_at = :now WHERE batch = :batch")
                                .bind("now", Microseconds.of(clock.instant()))
                                .bind("batch", batch.id())
                                .execute());
    }

    /** Returns the requests of a group that are not known to be in its table, without dead letters. */
    public List<PushedRequest> notIngested(String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT " + PushOutbox.COLUMNS + " FROM push_request"
                                        + " WHERE feature_group = :group AND dead_at IS NULL AND ingested_at IS NULL ORDER BY id")
                        .bind("group", featureGroup)
                        .map((row, context) -> PushOutbox.read(row))
                        .list());
    }

    /**
     * Returns the instant at which a group's oldest request was accepted that a server may still write to the online
     * store; empty if there is none.
     */
    public Optional<Instant> undeliveredSince(String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT MIN(accepted_at) FROM push_request"
                                + " WHERE feature_group = :group AND dead_at IS NULL AND delivered_at IS NULL")
                        .bind("group", featureGroup)
                        .mapTo(Long.class)
                        .findOne()
                        .map(Microseconds::toInstant));
    }

    /** Deletes requests that are in the online store, and were in the table before an instant. */
    public int forget(String featureGroup, Instant ingestedBefore) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate(
                                "DELETE FROM push_request"
                                        + " WHERE feature_group = :group AND ingested_at < :before AND delivered_at IS NOT NULL")
                        .bind("group", featureGroup)
                        .bind("before", Microseconds.of(ingestedBefore))
                        .execute());
    }
}
