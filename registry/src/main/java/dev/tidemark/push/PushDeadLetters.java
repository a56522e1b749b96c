package dev.tidemark.push;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Pushed requests that no longer fit their group's definition. They are put aside, so that they do not block others,
 * until they are tried again or discarded. Thread-safe.
 */
public final class PushDeadLetters {
    private static final String OF_GROUP = " WHERE feature_group = :group AND dead_at IS NOT NULL";

    private final MetadataDatabase database;
    private final InstantSource clock;

    PushDeadLetters(MetadataDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A request that was put aside.
     *
     * @param rows the number of its rows
     */
    public record DeadLetter(long id, int rows, Instant acceptedAt, String reason) {}

    /** Puts a request aside and removes it from its batch. */
    public void add(PushedRequest request, String reason) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("UPDATE push_request"
                                + " SET batch = NULL, dead_at = :now, dead_reason = :reason WHERE id = :id")
                        .bind("now", Microseconds.of(clock.instant()))
                        .bind("reason", reason)
                        .bind("id", request.id())
                        .execute());
    }

    /** Returns a group's dead letters, oldest first. */
    public List<DeadLetter> of(String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT id, row_count, accepted_at, dead_reason FROM push_request" + OF_GROUP
                                        + " ORDER BY id")
                        .bind("group", featureGroup)
                        .map((row, context) -> new DeadLetter(
                                row.getLong("id"),
                                row.getInt("row_count"),
                                Microseconds.toInstant(row.getLong("accepted_at")),
                                row.getString("dead_reason")))
                        .list());
    }

    /**
     * Lets the next ingestion try a group's dead letters again.
     *
     * @return the number of these requests
     */
    public int retry(String featureGroup) {
        return update("UPDATE push_request SET dead_at = NULL, dead_reason = NULL" + OF_GROUP, featureGroup);
    }

    /**
     * Deletes a group's dead letters. If one of these requests is sent again under its idempotency key, it is accepted
     * again.
     *
     * @return the number of these requests
     */
    public int discard(String featureGroup) {
        return update("DELETE FROM push_request" + OF_GROUP, featureGroup);
    }

    private int update(String statement, String featureGroup) {
        return database.jdbi()
                .withHandle(handle -> handle.createUpdate(statement)
                        .bind("group", featureGroup)
                        .execute());
    }
}
