package dev.tidemark.push;

import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Pushed requests that do not fit their group's definition any more, put aside so that they hold up no other, until
 * they are tried again or thrown away. Thread-safe.
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
     * @param rows that it has
     */
    public record DeadLetter(long id, int rows, Instant acceptedAt, String reason) {}

    /** Puts a request aside; it leaves its batch. */
    public void add(PushedRequest request, String reason) {
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("UPDATE push_request"
                                + " SET batch = NULL, dead_at = :now, dead_reason = :reason WHERE id = :id")
                        .bind("now", Microseconds.of(clock.instant()))
                        .bind("reason", reason)
                        .bind("id", request.id())
                        .execute());
    }

    /** What was put aside of a group, oldest first. */
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
     * Lets what was put aside of a group be carried over like all else.
     *
     * @return how many requests that are
     */
    public int retry(String featureGroup) {
        return update("UPDATE push_request SET dead_at = NULL, dead_reason = NULL" + OF_GROUP, featureGroup);
    }

    /**
     * Deletes what was put aside of a group. One of these requests that is sent again under its idempotency key is
     * taken again.
     *
     * @return how many requests that were
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
