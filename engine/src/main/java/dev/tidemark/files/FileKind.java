package dev.tidemark.files;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of files that can be imported. */
public enum FileKind {
    CSV,
    PARQUET,
    /** An object on each line. */
    JSON;

    private static final Pattern EXTENSION =
            Pattern.compile(".*\\.(csv|parquet|pq|json|jsonl|ndjson)(\\.\\w+)?", Pattern.CASE_INSENSITIVE);

    /** The format that a file's name says; empty where it says none. */
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
