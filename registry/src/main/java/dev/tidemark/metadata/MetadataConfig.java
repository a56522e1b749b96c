package dev.tidemark.metadata;

import dev.tidemark.conf.LocalDatabase;
import dev.tidemark.conf.Secret;
import dev.tidemark.conf.Settings;

/** The connection to the metadata database: H2 in a file or PostgreSQL, by its JDBC URL. */
public record MetadataConfig(String url, String user, Secret password, int poolSize) {
    public static MetadataConfig from(Settings settings) {
        return new MetadataConfig(
                settings.text("metadata.url"),
                settings.text("metadata.user"),
                LocalDatabase.password(settings),
                settings.integer("metadata.pool-size", 1, 100));
    }

    public boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }
}
