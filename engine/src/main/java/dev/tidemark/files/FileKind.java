package dev.tidemark.files;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of files that can be imported. */
public enum FileKind {
    CSV,
    PARQUET,
    /** One object on each line. */
    JSON;

    private static final Pattern EXTENSION =
            Pattern.compile(".*\\.(csv|parquet|pq|json|jsonl|ndjson)(\\.\\w+)?", Pattern.CASE_INSENSITIVE);

    /** Returns the format by the extension of a file's name; empty if there is none. */
    public static Optional<FileKind> ofFile(String path) {
        Matcher matcher = EXTENSION.matcher(path);
        return matcher.matches()
                ? Optional.of(
                        switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
                            case "csv" -> CSV;
                            case "parquet", "pq" -> PARQUET;
                            default -> JSON;
                        })
                : Optional.empty();
    }
}
