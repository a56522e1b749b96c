package dev.tidemark.client;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One feature of one entity, as it was served.
 *
 * @param value as it travelled: {@code Long}, {@code Double}, {@code Boolean}, {@code String} or a list of these; null
 *     where there is none. The methods below read it as what the definition says
 * @param eventTimestamp of the entity's newest row, null where there is none
 */
public record ServedFeature(
        String name,
        @Nullable Object value,
        Status status,
        @Nullable Instant eventTimestamp) {

    /** How a value came to be. */
    public enum Status {
        PRESENT,
        /** The newest row has no value. */
        NULL_VALUE,
        /** The entity has no row. */
        NOT_FOUND,
        /** The newest row has outlived the group's TTL. */
        OUTSIDE_MAX_AGE,
        /** The store could not be asked; this is the definition's fixed value. */
        DEFAULT,
        /** The store could not be asked; this is what was read last. */
        LAST_KNOWN,
        /** The store could not be asked, and there is no value. */
        UNAVAILABLE,
        /** One that this client does not know. */
        OTHER
    }

    /** Whether there is a value. */
    public boolean isPresent() {
        return value != null;
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no whole number */
    public long longValue() {
        if (value instanceof Long number) {
            return number;
        }
        throw isNot("a whole number");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no number */
    public double doubleValue() {
        return switch (value) {
            case Number number -> number.doubleValue();
            case String text when text.equals("NaN") || text.endsWith("Infinity") -> Double.parseDouble(text);
            case null, default -> throw isNot("a number");
        };
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no flag */
    public boolean booleanValue() {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw isNot("a flag");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no text */
    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw isNot("a text");
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no instant */
    public Instant instant() {
        try {
            return Instant.parse(text());
        } catch (DateTimeException e) {
            throw isNot("an instant");
        }
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no bytes */
    public byte[] bytes() {
        try {
            return Base64.getDecoder().decode(text());
        } catch (IllegalArgumentException e) {
            throw isNot("bytes");
        }
    }

    /** @throws FeatureStoreException with code INVALID_ARGUMENT where the value is none or no list */
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
