package dev.tidemark.push;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.request.PushRequest;
import dev.tidemark.time.Microseconds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Stores pushed rows durably before anything else happens, so that a request that was acknowledged is never lost.
 * Thread-safe.
 *
 * <p>All methods throw a {@link FeatureStoreException} with code METADATA_UNAVAILABLE if the database does not answer.
 */
public final class PushOutbox {
    static final String COLUMNS = "id, feature_group, row_count, content, accepted_at, delivered_at, for_table";

    private final MetadataDatabase database;
    private final InstantSource clock;

    public PushOutbox(MetadataDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Returns the same request if it was accepted before under its idempotency key.
     *
     * @throws FeatureStoreException with code IDEMPOTENCY_KEY_REUSED if another request has the key
     */
    public Optional<PushedRequest> repeated(PushRequest request) {
        String key = request.idempotencyKey();
        return key == null ? Optional.empty() : answered(() -> find(request, key));
    }

    /**
     * An accepted request.
     *
     * @param repeated whether it was accepted before, possibly by another process at this moment
     */
    public record Taken(PushedRequest request, boolean repeated) {}

    /** Accepts a request like {@link #take}; its rows are to be online immediately. */
    public PushedRequest accept(PushRequest request, FeatureGroup group, List<FeatureRow> rows) {
        return take(request, group, rows, null).request();
    }

    /**
     * Accepts a request, or returns the same one that another process accepts at this moment.
     *
     * @param rows of the request, as they are to be stored
     * @throws FeatureStoreException with code IDEMPOTENCY_KEY_REUSED if another request has the key
     */
    public Taken take(PushRequest request, FeatureGroup group, List<FeatureRow> rows) {
        return take(request, group, rows, null);
    }

    /** Accepts a request like {@link #take}; its rows come online only through the table. */
    public Taken takeForTable(PushRequest request, FeatureGroup group, List<FeatureRow> rows) {
        return take(request, group, rows, Microseconds.floor(clock.instant()));
    }

    private Taken take(PushRequest request, FeatureGroup group, List<FeatureRow> rows, @Nullable Instant deliveredAt) {
        try {
            return new Taken(
                    insert(request, StoredRows.write(group, rows), rows.size(), deliveredAt), /* repeated= */ false);
        } catch (JdbiException e) {
            return new Taken(repeated(request).orElseThrow(() -> unavailable(e)), /* repeated= */ true);
        }
    }

    private PushedRequest insert(PushRequest request, String content, int rowCount, @Nullable Instant deliveredAt) {
        Instant now = Microseconds.floor(clock.instant());
        long id = database.jdbi()
                .withHandle(handle -> handle.createUpdate("""
                                INSERT INTO push_request
                                    (feature_group, idempotency_key, content_digest, row_count, content, accepted_at, delivered_at, for_table)
                                VALUES (:group, :key, :digest, :rows, :content, :now, :deliveredAt, :forTable)
                                """)
                        .bind("group", request.featureGroup())
                        .bind("key", request.idempotencyKey())
                        .bind("digest", StoredRows.digest(request))
                        .bind("rows", rowCount)
                        .bind("content", content)
                        .bind("now", Microseconds.of(now))
                        .bind("deliveredAt", deliveredAt == null ? null : (Long) Microseconds.of(deliveredAt))
                        .bind("forTable", deliveredAt != null)
                        .executeAndReturnGeneratedKeys("id")
                        .mapTo(Long.class)
                        .one());
        return new PushedRequest(id, request.featureGroup(), rowCount, content, now, deliveredAt, deliveredAt != null);
    }

    private Optional<PushedRequest> find(PushRequest request, String key) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + ", content_digest"
                                + " FROM push_request WHERE feature_group = :group AND idempotency_key = :key")
                        .bind("group", request.featureGroup())
                        .bind("key", key)
                        .map((row, context) -> same(request, key, row))
                        .findOne());
    }

    private static PushedRequest same(PushRequest request, String key, ResultSet row) throws SQLException {
        if (!row.getString("content_digest").equals(StoredRows.digest(request))) {
            throw new FeatureStoreException(
                    ErrorCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency key '%s' belongs to other rows of feature group '%s'; give each request another key"
                            .formatted(key, request.featureGroup()));
        }
        return read(row);
    }

    /** Records that the rows of a request are in the online store. */
    public void delivered(long id) {
        answered(() -> database.jdbi()
                .withHandle(handle -> handle.createUpdate("UPDATE push_request SET delivered_at = :now WHERE id = :id")
                        .bind("now", Microseconds.of(clock.instant()))
                        .bind("id", id)
                        .execute()));
    }

    /** Records that the rows of a request are to be online immediately, after all. */
    public PushedRequest forOnline(PushedRequest request) {
        answered(() -> database.jdbi()
                .withHandle(
                        handle -> handle.createUpdate("UPDATE push_request SET delivered_at = NULL, for_table = FALSE"
                                        + " WHERE id = :id AND for_table = TRUE")
                                .bind("id", request.id())
                                .execute()));
        return new PushedRequest(
                request.id(),
                request.featureGroup(),
                request.rowCount(),
                request.content(),
                request.acceptedAt(),
                null,
                /* forTable= */ false);
    }

    /**
     * Returns requests whose rows are not known to be in the online store, oldest first, after the given one, without
     * dead letters.
     */
    public List<PushedRequest> undelivered(Instant acceptedBefore, long after, int limit) {
        return answered(() -> database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM push_request"
                                + " WHERE delivered_at IS NULL AND dead_at IS NULL AND accepted_at < :before AND id > :after"
                                + " ORDER BY id LIMIT :limit")
                        .bind("before", Microseconds.of(acceptedBefore))
                        .bind("after", after)
                        .bind("limit", limit)
                        .map((row, context) -> read(row))
                        .list()));
    }

    static PushedRequest read(ResultSet row) throws SQLException {
        Long deliveredAt = row.getObject("delivered_at", Long.class);
        return new PushedRequest(
                row.getLong("id"),
                row.getString("feature_group"),
                row.getInt("row_count"),
                row.getString("content"),
                Microseconds.toInstant(row.getLong("accepted_at")),
                deliveredAt == null ? null : Microseconds.toInstant(deliveredAt),
                row.getBoolean("for_table"));
    }

    private static <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            throw unavailable(e);
        }
    }

    private static FeatureStoreException unavailable(JdbiException cause) {
        return new FeatureStoreException(
                ErrorCode.METADATA_UNAVAILABLE,
                "The metadata database cannot keep pushed rows now: %s"
                        .formatted(FailureText.root(cause).getMessage()),
                cause);
    }
}
