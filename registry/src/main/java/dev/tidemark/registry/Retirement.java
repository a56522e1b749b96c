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

        public String text() {
            return text;
        }
    }

    public boolean isPurged() {
        return purgedAt != null;
    }

    /** Says since when the definition is out of use, and how it comes into use again. */
    public String sentence() {
        String subject = "%s%s '%s'"
                .formatted(
                        Character.toUpperCase(kind.text().charAt(0)),
                        kind.text().substring(1),
                        name);
        return purgedAt == null
                ? "%s was retired at %s; 'tidemark retire --undo %s' takes it into use again"
                        .formatted(subject, retiredAt, name)
                : "%s was purged at %s; declare it anew and apply it".formatted(subject, purgedAt);
    }
}
