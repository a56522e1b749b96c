package dev.tidemark.conf;

/** A setting is wrong; the message names the key, where it was set, its value and what is allowed. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }
}
