package dev.tidemark.conf;

/** Signals a wrong setting; the message names the key, the place where it is set, its value and what is allowed. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }
}
