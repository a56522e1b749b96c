package dev.tidemark.training;

import java.util.Locale;
import java.util.regex.Pattern;

/** Where the label rows of a training set come from. */
public sealed interface Spine {
    /** A table of the catalog; an Iceberg table is pinned at its current snapshot. */
    record Table(String name) implements Spine {}

    /**
     * A Parquet file or folder.
     *
     * @param glob whether the path is a pattern, not a literal name
     */
    record Parquet(String path, boolean glob) implements Spine {
        public Parquet(String path) {
            this(path, false);
        }
    }

    /**
     * A CSV file or folder, each file with a header line. Join keys and timestamp are read as instants and keys of
     * their groups; the types of other columns are inferred.
     *
     * @param glob whether the path is a pattern, not a literal name
     */
    record Csv(String path, boolean glob) implements Spine {
        public Csv(String path) {
            this(path, false);
        }
    }

    /** A SQL query over the catalog's tables. */
    record Query(String sql) implements Spine {}

    /** A query's first word, behind comments and opening brackets; the end of a word, not a blank, must follow. */
    Pattern QUERY = Pattern.compile(
            "(?:\\s|\\(|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*(?:SELECT|WITH|VALUES|FROM)(?:\\s|[(*'\"`]|--|/\\*).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** As {@link #parse(String, boolean)}, a path being a literal name. */
    static Spine parse(String text) {
        return parse(text, false);
    }

    /**
     * Tells what a text means: a query starts with SELECT, WITH, VALUES or FROM, a CSV file ends with {@code .csv} or
     * {@code .csv.gz}, other paths hold a slash or end with {@code .parquet}; what is left is a table.
     *
     * @param glob whether a path is a pattern
     */
    static Spine parse(String text, boolean glob) {
        String trimmed = text.strip();
        if (QUERY.matcher(trimmed).matches()) {
            return new Query(trimmed);
        }
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv") || lower.endsWith(".csv.gz")) {
            return new Csv(trimmed, glob);
        }
        if (lower.endsWith(".parquet") || trimmed.contains("/")) {
            return new Parquet(trimmed, glob);
        }
        return new Table(trimmed);
    }

    /** What the user wrote. */
    default String text() {
        return switch (this) {
            case Table(String name) -> name;
            case Parquet(String path, boolean glob) -> path;
            case Csv(String path, boolean glob) -> path;
            case Query(String sql) -> sql;
        };
    }

    /** As what the text is read. */
    default String kind() {
        return switch (this) {
            case Table table -> "table";
            case Parquet parquet -> "Parquet path";
            case Csv csv -> "CSV path";
            case Query query -> "query";
        };
    }
}
