package dev.tidemark.training;

/**
 * Where a training set goes. What was there before is replaced when the new one is whole, and only if it is a training
 * set.
 */
public sealed interface Output {
    /** A folder of zstd Parquet files and {@code _manifest.json}; without that, it is not whole. */
    record Parquet(String path) implements Output {}

    /**
     * An Iceberg table of the catalog, {@code namespace.name}; its property {@code tidemark.manifest} is the manifest.
     */
    record IcebergTable(String name) implements Output {}

    default String text() {
        return switch (this) {
            case Parquet(String path) -> path;
            case IcebergTable(String name) -> name;
        };
    }
}
