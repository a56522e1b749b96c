package dev.tidemark.training;

import java.util.Locale;
import java.util.regex.Pattern;

/** The source of a training set's label rows. */
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
     * A CSV file or folder, each file with a header line. The timestamp is read as an instant and join keys are read in
     * their types; the types of other columns are inferred.
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

    /**
     * Matches a query's first word after comments and opening brackets. A word boundary must follow the word; a blank
     * need not.
     */
    Pattern QUERY = Pattern.compile(
            "(?:\\s|\\(|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*(?:SELECT|WITH|VALUES|FROM)(?:\\s|[(*'\"`]|--|/\\*).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Parses a text whose path is a literal name; see {@link #parse(String, boolean)}. */
    static Spine parse(String text) {
        return parse(text, false);
    }

    /**
     * Parses a text: a query starts with SELECT, WITH, VALUES or FROM, a CSV file ends with {@code .csv} or
     * {@code .csv.gz}, other paths contain a slash or end with {@code .parquet}; any other text is a table.
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

    /** The user's text. */
    default String text() {
        return switch (this) {
            case Table(String name) -> name;
            case Parquet(String path, boolean glob) -> path;
            case Csv(String path, boolean glob) -> path;
            case Query(String sql) -> sql;
        };
    }

    /** The kind of spine for which the text was taken. */
    default String kind() {
        return switch (this) {
            case Table table -> "table";
            case Parquet parquet -> "Parquet path";
            case Csv csv -> "CSV path";
            case Query query -> "query";
        };
    }
}
