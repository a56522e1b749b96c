package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A path as a user writes it: the name of a file or folder, in which brackets, braces, stars and colons are ordinary
 * characters, or a pattern if {@code glob} is set.
 */
public record LiteralPath(String text, boolean glob) {
    /** A private option of Spark; see its class DataSource. */
    private static final String GLOB_PATHS = "__globPaths__";

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private static final Pattern PATTERN = Pattern.compile(".*[*?\\[\\]{}].*");

    Dataset<Row> load(SparkSession spark, DataFrameReader reader) {
        return reader.option(GLOB_PATHS, Boolean.toString(glob)).load(qualified(spark));
    }

    /** The path with its file system and folder: in this form a colon is part of the name. */
    private String qualified(SparkSession spark) {
        if (glob) {
            return text;
        }
        try {
            Path path = path();
            FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
            Path qualified = path.makeQualified(files.getUri(), files.getWorkingDirectory());
            if (!files.exists(qualified)) {
                throw new FeatureStoreException(ErrorCode.SOURCE_MISMATCH, missing());
            }
            return qualified.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path as Hadoop takes it. */
    public Path path() {
        return glob || ADDRESS.matcher(text).matches() ? new Path(text) : new Path(null, null, text);
    }

    /** The path, or for a pattern the folder that contains everything that matches it. */
    Path fixedPart() {
        Path part = path();
        for (Path above = part; glob && above != null; above = above.getParent()) {
            if (PATTERN.matcher(above.getName()).matches()) {
                part = Objects.requireNonNullElse(above.getParent(), new Path("."));
            }
        }
        return part;
    }

    /** Returns the file or folder that the path names, or all that match the pattern; empty if there is none. */
    public List<FileStatus> found(FileSystem files) throws IOException {
        if (!glob) {
            return files.exists(path()) ? List.of(files.getFileStatus(path())) : List.of();
        }
        FileStatus[] matches = files.globStatus(path());
        return matches == null ? List.of() : List.of(matches);
    }

    private String missing() {
        String missing = "There is no file or folder '%s'".formatted(text);
        return PATTERN.matcher(text).matches()
                ? missing
                        + "; a path is a literal name unless it is said to be a pattern: glob() of a source, --glob for a spine"
                : missing;
    }
}
