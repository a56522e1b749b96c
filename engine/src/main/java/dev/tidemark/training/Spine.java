package dev.tidemark.training;

import java.util.Locale;

/** Where the label rows of a training set come from. */
public sealed interface Spine {
    /** A table of the catalog; an Iceberg table is pinned at its current snapshot. */
    record Table(String name) implements Spine {}

    /** A Parquet file or folder. */
    record Parquet(String path) implements Spine {}

    /**
     * A CSV file or folder with a header line. Join keys are read as their groups declare them, the timestamp as TIMESTAMP, in
     * UTC where it names no zone; the types of other columns are inferred.
     */
    record Csv(String path) implements Spine {}

    /** A SQL query over the catalog's tables. */
    record Query(String sql) implements Spine {}

    /**
     * Tells what a text means: a query starts with SELECT or WITH, a CSV file ends with {@code .csv} or {@code .csv.gz}, other
     * paths hold a slash or end with {@code .parquet}; what is left is a table.
     */
    static Spine parse(String text) {
        String trimmed = text.strip();
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.startsWith("select ") || lower.startsWith("with ")) {
            return new Query(trimmed);
        }
        if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
            return new Csv(trimmed);
        }
        if (lower.endsWith(".parquet") || trimmed.contains("/")) {
            return new Parquet(trimmed);
        }
        return new Table(trimmed);
    }

    /** What the user wrote. */
    default String text() {
        return switch (this) {
            case Table(String name) -> name;
            case Parquet(String path) -> path;
            case Csv(String path) -> path;
            case Query(String sql) -> sql;
        };
    }
}
