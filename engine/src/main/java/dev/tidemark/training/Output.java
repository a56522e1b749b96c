package dev.tidemark.training;

/** Where a training set goes. What was there before is replaced when the new one is whole. */
public sealed interface Output {
    /** A folder of zstd Parquet files. */
    record Parquet(String path) implements Output {}

    /** An Iceberg table of the catalog, {@code namespace.name}. */
    record IcebergTable(String name) implements Output {}

    default String text() {
        return switch (this) {
            case Parquet(String path) -> path;
            case IcebergTable(String name) -> name;
        };
    }
}
