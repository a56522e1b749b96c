package dev.tidemark.training;

/**
 * The destination of a training set. Existing content is replaced once the new training set is complete, and only if it
 * is a training set.
 */
public sealed interface Output {
    /** A folder of zstd Parquet files and {@code _manifest.json}; without the manifest it is incomplete. */
    record Parquet(String path) implements Output {}

    /**
     * An Iceberg table of the catalog, {@code namespace.name}; its property {@code tidemark.manifest} holds the
     * manifest.
     */
    record IcebergTable(String name) implements Output {}

    default String text() {
        return switch (this) {
            case Parquet(String path) -> path;
            case IcebergTable(String name) -> name;
        };
    }
}
