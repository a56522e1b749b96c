package dev.tidemark.server.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.request.Excerpt;
import dev.tidemark.request.PushRequest;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.body.PlainValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a push. */
public final class PushBody {
    private static final Set<String> FIELDS = Set.of("feature_group", "rows", "idempotency_key");

    private PushBody() {}

    /**
     * Reads a request.
     *
     * @param header the idempotency key that the header has, null for none
     * @throws FeatureStoreException with code MALFORMED_REQUEST or TOO_MANY_ROWS
     */
    static PushRequest parse(JsonNode root, @Nullable String header, int maxRows) {
        if (!root.isObject()) {
            throw Malformed.because("the body must be an object");
        }
        root.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw Malformed.because(
                        "unknown field '%s'; %s".formatted(Excerpt.of(field), NearestNames.sentence(field, FIELDS)));
            }
        });
        if (!root.path("feature_group").isTextual()) {
            throw Malformed.because("'feature_group' must be the name of a feature group");
        }
        JsonNode sent = root.path("rows");
        if (!sent.isArray()) {
            throw Malformed.because("'rows' must be a list of at least one row");
        }
        requireAtMost(maxRows, sent.size());
        List<Map<String, @Nullable Object>> rows = new ArrayList<>(sent.size());
        for (JsonNode row : sent) {
            if (!row.isObject()) {
                throw Malformed.because("row %d must be an object of values by name".formatted(rows.size()));
            }
            rows.add(PlainValues.map(row));
        }
        return new PushRequest(root.path("feature_group").textValue(), rows, key(root.path("idempotency_key"), header));
    }

    public static void requireAtMost(int maxRows, int rows) {
        if (rows > maxRows) {
            throw new FeatureStoreException(
                    ErrorCode.TOO_MANY_ROWS,
                    "%d rows in one request; at most %d (push.max-rows), push in parts".formatted(rows, maxRows));
        }
    }

    private static @Nullable String key(JsonNode field, @Nullable String header) {
        if (field.isMissingNode() || field.isNull()) {
            return header;
        }
        if (!field.isTextual()) {
            throw Malformed.because("'idempotency_key' must be a text");
        }
        if (header != null && !Objects.equals(header, field.textValue())) {
            throw Malformed.because("the header Idempotency-Key is '%s' and the field 'idempotency_key' '%s'"
                    .formatted(Excerpt.of(header), Excerpt.of(field.textValue())));
        }
        return field.textValue();
    }
}
