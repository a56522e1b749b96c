package dev.tidemark.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A definition that is no longer in use.
 *
 * @param purgedAt when its data was removed, null if it still exists
 */
public record Retirement(
        Kind kind, String name, Instant retiredAt, @Nullable Instant purgedAt) {
    /** The kind of a retired definition. */
    public enum Kind {
        GROUP("feature group"),
        SERVICE("feature service");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    public boolean isPurged() {
        return purgedAt != null;
    }
}
