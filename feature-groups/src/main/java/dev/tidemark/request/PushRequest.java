package dev.tidemark.request;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one feature group that an application pushes; the server accepts all of them or none. Immutable.
 *
 * @param rows values by name: the join keys, {@code event_timestamp}, optionally {@code created_at}, and features. A
 *     feature that is left out has no value. {@link FeatureRowReader} reads the values
 * @param idempotencyKey names the request, so that sending it again changes nothing; null if each sending is another
 *     request
 */
public record PushRequest(
        String featureGroup,
        List<Map<String, @Nullable Object>> rows,
        @Nullable String idempotencyKey) {
    private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

    /**
     * @throws FeatureStoreException with code MALFORMED_REQUEST if there is no row, or the idempotency key is invalid
     */
    public PushRequest(String featureGroup, List<Map<String, @Nullable Object>> rows, @Nullable String idempotencyKey) {
        if (rows.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.MALFORMED_REQUEST, "Malformed request: 'rows' must be a list of at least one row");
        }
        if (idempotencyKey != null && !KEY.matcher(idempotencyKey).matches()) {
            throw new FeatureStoreException(
                    ErrorCode.MALFORMED_REQUEST,
                    "Malformed request: the idempotency key '%s' must have 1 to 128 visible ASCII characters"
                            .formatted(Excerpt.of(idempotencyKey)));
        }
        List<Map<String, @Nullable Object>> copies = new ArrayList<>(rows.size());
        rows.forEach(row -> copies.add(Collections.unmodifiableMap(new LinkedHashMap<>(row))));
        this.featureGroup = featureGroup;
        this.rows = Collections.unmodifiableList(copies);
        this.idempotencyKey = idempotencyKey;
    }

    /** Creates a request without an idempotency key. */
    public static PushRequest of(String featureGroup, List<Map<String, @Nullable Object>> rows) {
        return new PushRequest(featureGroup, rows, null);
    }

    /** Returns the same rows under an idempotency key. */
    public PushRequest withIdempotencyKey(String key) {
        return new PushRequest(featureGroup, rows, key);
    }
}
