package dev.tidemark.push;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.request.FeatureRowReader;
import dev.tidemark.request.PushRequest;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Feature rows as JSON text in the metadata database: names and values, with instants in microseconds. */
final class StoredRows {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final TypeReference<List<Map<String, @Nullable Object>>> ROWS = new TypeReference<>() {};

    private StoredRows() {}

    static String write(FeatureGroup group, List<FeatureRow> rows) {
        List<Map<String, @Nullable Object>> named = new ArrayList<>(rows.size());
        for (FeatureRow row : rows) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (int key = 0; key < row.key().values().size(); key++) {
                fields.put(
                        group.entity().joinKeyNames().get(key),
                        plain(row.key().values().get(key)));
            }
            fields.put(FeatureRowReader.EVENT_TIMESTAMP, plain(row.eventTimestamp()));
            fields.put(FeatureRowReader.CREATED_AT, plain(row.createdAt()));
            for (int feature = 0; feature < row.values().size(); feature++) {
                fields.put(group.featureNames().get(feature), plain(row.values().get(feature)));
            }
            named.add(fields);
        }
        return text(named);
    }

    /**
     * Reads the output of {@link #write} by the group's current definition: features that it has dropped are left out.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if a value no longer fits the definition
     */
    static List<FeatureRow> read(FeatureGroup group, String json, long id) {
        FeatureRowReader reader = new FeatureRowReader(group, FeatureRowReader.Instants.TEXT_OR_MICROSECONDS);
        List<FeatureRow> rows = new ArrayList<>();
        try {
            for (Map<String, @Nullable Object> row : JSON.readValue(json, ROWS)) {
                row.keySet().retainAll(reader.fields());
                rows.add(reader.read(row, "row " + rows.size(), Instant.EPOCH));
            }
        } catch (JsonProcessingException | FeatureStoreException e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Pushed request %d of feature group '%s' does not fit its definition any more: %s"
                            .formatted(id, group.name(), e.getMessage()),
                    e);
        }
        return rows;
    }

    /** Returns the SHA-256 of a request; it is equal for equal rows, whatever the order of their fields. */
    static String digest(PushRequest request) {
        List<Map<String, @Nullable Object>> rows =
                new ArrayList<>(request.rows().size());
        for (Map<String, @Nullable Object> row : request.rows()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            row.forEach((name, value) -> fields.put(name, plain(value)));
            rows.add(fields);
        }
        return Sha256.of(text(rows));
    }

    private static String text(Object rows) {
        try {
            return JSON.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Rows of numbers, texts and lists have no JSON", e);
        }
    }

    /** Jackson writes bytes as Base64, and NaN and infinities as text. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Instant instant -> Microseconds.of(instant);
            case List<?> items -> items.stream().map(StoredRows::plain).toList();
            case null, default -> value;
        };
    }
}
