package dev.tidemark.conf;

import java.io.Serializable;

/**
 * A setting that must not be printed. It is serializable because it travels to executors with the configuration that
 * holds it.
 */
public record Secret(String value) implements Serializable {
    @Override
    public String toString() {
        return value.isEmpty() ? "" : "****";
    }
}
