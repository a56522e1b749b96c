package dev.tidemark.files;

import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder for the broken lines of CSV files, with one file per source file. Every scan of the same source uses the
 * same name, so that no line is stored twice.
 *
 * @param owner of the lines; two owners may declare different types for the same file
 * @param location a folder
 */
public record RejectFolder(String owner, String location) {
    /** The folder as its file system names it. */
    Path path(Configuration configuration) {
        return qualified(new LiteralPath(location, false).path(), configuration);
    }

    /** Returns the reject file of a source file, which Spark names by its address. */
    Path file(String sourceFile, Configuration configuration) {
        return new Path(path(configuration), "rejected-%s.csv".formatted(digest(owner + '\n' + sourceFile)));
    }

    /** Refuses a folder whose files would be read as files of the source. */
    void requireOutside(LiteralPath source, String subject, Configuration configuration) {
        Path folder = path(configuration);
        Path within = qualified(source.fixedPart(), configuration);
        for (Path above = folder; above != null; above = above.getParent()) {
            if (above.equals(within)) {
                throw new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH,
                        "Invalid reject folder '%s' of %s: it lies within '%s', which is read; name a folder outside of it"
                                .formatted(location, subject, source.text()));
            }
        }
    }

    private static Path qualified(Path path, Configuration configuration) {
        try {
            FileSystem files = path.getFileSystem(configuration);
            return path.makeQualified(files.getUri(), files.getWorkingDirectory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        return Sha256.of(text).substring(0, 32);
    }
}
