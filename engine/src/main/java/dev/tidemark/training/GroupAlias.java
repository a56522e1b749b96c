package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.Identifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A feature group under another name, or joined by other columns of the spine: {@code origin} is {@code airport} by
 * {@code origin_id}.
 *
 * @param alias that references use instead of the group's name; may equal the group's name
 * @param spineKeys the spine's column for each join key whose column has another name
 */
public record GroupAlias(String alias, String featureGroup, Map<String, String> spineKeys) {
    public GroupAlias {
        spineKeys = new TreeMap<>(spineKeys);
        if (!Identifier.isValid(alias)) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Invalid alias '%s': expected lower-case letters, digits and single underscores".formatted(alias));
        }
    }

    /** Reads {@code alias=group} or {@code alias=group(join_key=spine_column, ...)}. */
    public static GroupAlias parse(String text) {
        int equals = text.indexOf('=');
        int open = text.indexOf('(');
        boolean mapsKeys = open >= 0 && text.endsWith(")");
        if (equals < 1 || (open >= 0 && (open < equals || !mapsKeys))) {
            throw malformed(text);
        }
        Map<String, String> keys = new LinkedHashMap<>();
        if (mapsKeys) {
            for (String pair : text.substring(open + 1, text.length() - 1).split(",", -1)) {
                int middle = pair.indexOf('=');
                if (middle < 1) {
                    throw malformed(text);
                }
                keys.put(
                        pair.substring(0, middle).strip(),
                        pair.substring(middle + 1).strip());
            }
        }
        String group = text.substring(equals + 1, mapsKeys ? open : text.length());
        return new GroupAlias(text.substring(0, equals).strip(), group.strip(), keys);
    }

    private static FeatureStoreException malformed(String text) {
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Invalid alias '%s': expected alias=group or alias=group(join_key=spine_column, ...)".formatted(text));
    }

    @Override
    public String toString() {
        StringBuilder keys = new StringBuilder();
        spineKeys.forEach((key, column) ->
                keys.append(keys.isEmpty() ? "" : ", ").append(key).append('=').append(column));
        return alias + "=" + featureGroup + (keys.isEmpty() ? "" : "(" + keys + ")");
    }
}
