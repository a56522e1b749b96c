package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The broken lines of one CSV file. The reject file appears under its name, and replaces an earlier one, only after the
 * source file was read to its end, because a scan may end early and a task may run twice, even at the same time.
 */
final class RejectFile implements Closeable {
    private static final String HEADER = "file,line,problem,record\n";

    private final Path path;
    private final String sourceFile;
    private final CheckpointFileManager files;
    private @Nullable CancellableFSDataOutputStream open;

    private RejectFile(Path path, String sourceFile, CheckpointFileManager files) {
        this.path = path;
        this.sourceFile = sourceFile;
        this.files = files;
    }

    static RejectFile of(RejectFolder folder, String sourceFile, Configuration configuration) throws IOException {
        Path path = folder.file(sourceFile, configuration);
        return new RejectFile(path, sourceFile, CheckpointFileManager.create(path.getParent(), configuration));
    }

    void add(BrokenLineException broken) {
        try {
            if (open == null) {
                files.mkdirs(path.getParent());
                open = files.createAtomic(path, true);
                write(open, HEADER);
            }
            String record = broken.fields().stream().map(RejectFile::field).collect(Collectors.joining(","));
            write(
                    open,
                    "%s,%d,%s,%s\n"
                            .formatted(
                                    field(new SourceFile(sourceFile).shown()),
                                    broken.line(),
                                    field(broken.problem()),
                                    field(record)));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Publishes the file, because the source file was read to its end. */
    void publish() {
        try {
            if (open == null) {
                files.delete(path);
            } else {
                open.close();
                open = null;
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Deletes lines that were not published. */
    @Override
    public void close() {
        if (open != null) {
            open.cancel();
            open = null;
        }
    }

    private static void write(CancellableFSDataOutputStream file, String text) throws IOException {
        file.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a field as {@link CsvRecords} reads it: nothing for null, quotes around an empty text. */
    private static String field(@Nullable String text) {
        if (text == null) {
            return "";
        }
        boolean plain = !text.isEmpty() && text.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private FeatureStoreException unwritable(IOException cause) {
        return new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH,
                "Cannot write the broken lines of file '%s' to '%s': %s; expected a folder on which every Spark worker can write"
                        .formatted(new SourceFile(sourceFile).shown(), path, cause.getMessage()),
                cause);
    }
}
