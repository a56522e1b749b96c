package dev.tidemark.conf;

import java.util.List;

/** Tells the settings that must not be printed from the others. */
final class SecretKeys {
    private static final List<String> ENDINGS = List.of("password", "secret-key", "access-key");

    private SecretKeys() {}

    /** Free properties of a catalog may hold its credentials under names that Tidemark does not know. */
    static boolean isSecret(String key) {
        return ENDINGS.stream().anyMatch(key::endsWith) || key.startsWith(OpenKeys.CATALOG);
    }
}
