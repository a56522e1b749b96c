package dev.tidemark.client;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One feature of one entity, as the server returned it.
 *
 * @param value as JSON carries it: {@code Long}, {@code Double}, {@code Boolean}, {@code String} or a list of these;
 *     null if there is none. The methods below convert it to the type of the definition
 * @param eventTimestamp of the entity's newest row or of its last change, null if there is none
 */
public record ServedFeature(
        String name,
        @Nullable Object value,
        Status status,
        @Nullable Instant eventTimestamp) {

    /** The origin of a value, or the reason why there is none. */
    public enum Status {
        PRESENT,
        /** The newest row has no value. */
        NULL_VALUE,
        /** The entity has no row, or none that counts yet. */
        NOT_FOUND,
        /** The newest row has outlived the group's TTL. */
        OUTSIDE_MAX_AGE,
        /** The newest row is so old that the values which its windows have now are not known. */
        OUTSIDE_HORIZON,
        /** The online store was unavailable; this is the fixed value from the definition. */
        DEFAULT,
        /** The online store was unavailable; this is the value that the server read last. */
        LAST_KNOWN,
        /** The online store was unavailable, and there is no value. */
        UNAVAILABLE,
        /** A status that this version of the client does not know. */
        OTHER
    }

    /** Returns true if there is a value. */
    public boolean isPresent() {
        return value != null;
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not a whole number */
    public long longValue() {
        if (value instanceof Long number) {
            return number;
        }
        throw isNot("a whole number");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not a number */
    public double doubleValue() {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when text.equals("NaN") || text.endsWith("Infinity") -> Double.parseDouble(text);
            case null, default -> throw isNot("a number");
        };
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not a boolean */
    public boolean booleanValue() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw isNot("a flag");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not a text */
    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw isNot("a text");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not an instant */
    public Instant instant() {
        try {
            return Instant.parse(text());
        } catch (DateTimeException e) {
            throw isNot("an instant");
        }
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not Base64 */
    public byte[] bytes() {
        try {
            return Base64.getDecoder().decode(text());
        } catch (IllegalArgumentException e) {
            throw isNot("bytes");
        }
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT if there is no value or it is not a list */
    public List<?> list() {
        if (value instanceof List<?> items) {
            return items;
        }
        throw isNot("a list");
    }

    private FeatureStoreException isNot(String wanted) {
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Feature '%s' is %s (%s), which is not %s".formatted(name, value, status, wanted));
    }
}
