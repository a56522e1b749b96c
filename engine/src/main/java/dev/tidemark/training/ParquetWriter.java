package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Writes a training set as a folder of Parquet files with {@code _manifest.json}. */
final class ParquetWriter implements TrainingSetWriter {
    /*
     * If the file system renames folders atomically, everything is written to a hidden neighbour folder, which is
     * renamed once its manifest is there. An object store renames by copying file by file, so there everything is
     * written to a hidden folder inside. Once it is complete, its files replace the old ones, while a mark says so.
     */
    static final String MANIFEST = "_manifest.json";
    private static final String UNFINISHED = "_unfinished";
    private static final Set<String> RENAMES_AT_A_STROKE = Set.of("file", "hdfs");

    private final Output.Parquet output;
    private final FileSystem files;
    private final Path folder;

    ParquetWriter(Output.Parquet output, SparkSession spark) {
        this.output = output;
        try {
            Path path = new Path(output.path());
            this.files = path.getFileSystem(spark.sessionState().newHadoopConf());
            this.folder = files.makeQualified(path);
        } catch (IOException | IllegalArgumentException e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Cannot open the output's folder '%s': %s".formatted(output.path(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void requireReplaceable() {
        try {
            if (!files.exists(folder)) {
                return;
            }
            boolean isTrainingSet =
                    files.exists(new Path(folder, MANIFEST)) || files.exists(new Path(folder, UNFINISHED));
            if (!isTrainingSet && (!files.getFileStatus(folder).isDirectory() || files.listStatus(folder).length > 0)) {
                throw TrainingSetWriter.notReplaceable(
                        output, "exists and is not a training set (it has no %s)".formatted(MANIFEST));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Manifest write(Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest) {
        try {
            return RENAMES_AT_A_STROKE.contains(files.getScheme())
                    ? writeBeside(rows, manifest)
                    : writeInside(rows, manifest);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the training set to '%s'".formatted(output.path()), e);
        }
    }

    private Manifest writeBeside(Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest) throws IOException {
        Path staging = neighbour("unfinished");
        try {
            parquet(rows, staging);
            Manifest made = manifest.apply(null);
            text(new Path(staging, MANIFEST), made.json());
            replace(staging);
            return made;
        } finally {
            files.delete(staging, true);
        }
    }

    private void replace(Path staging) throws IOException {
        Path old = neighbour("replaced");
        boolean replaces = files.exists(folder);
        if (replaces) {
            move(folder, old);
        }
        try {
            move(staging, folder);
        } catch (IOException e) {
            if (replaces) {
                move(old, folder);
            }
            throw e;
        }
        if (replaces) {
            files.delete(old, true);
        }
    }

    private void move(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("Cannot rename %s to %s".formatted(from, to));
        }
    }

    /** The name is hidden, so that readers of the parent folder skip it. */
    private Path neighbour(String state) {
        return new Path(folder.getParent(), ".%s.%s-%s".formatted(folder.getName(), state, UUID.randomUUID()));
    }

    private Manifest writeInside(Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest) throws IOException {
        Path staging = new Path(folder, "_new-" + UUID.randomUUID());
        if (!files.exists(new Path(folder, MANIFEST))) {
            text(new Path(folder, UNFINISHED), "");
        }
        try {
            parquet(rows, staging);
            Manifest made = manifest.apply(null);
            publish(staging, made);
            return made;
        } finally {
            files.delete(staging, true);
        }
    }

    /** From here on nothing is computed: files are moved, and the mark stays until the last one has been. */
    private void publish(Path staging, Manifest made) throws IOException {
        text(new Path(folder, UNFINISHED), "");
        List<Path> old = new ArrayList<>();
        for (FileStatus file : files.listStatus(folder)) {
            Path path = file.getPath();
            if (!path.getName().equals(UNFINISHED) && !path.getName().equals(MANIFEST) && !path.equals(staging)) {
                old.add(path);
            }
        }
        for (FileStatus file : files.listStatus(staging)) {
            if (!file.getPath().getName().startsWith("_")) {
                move(file.getPath(), new Path(folder, file.getPath().getName()));
            }
        }
        text(new Path(folder, MANIFEST), made.json());
        for (Path path : old) {
            files.delete(path, true);
        }
        files.delete(new Path(folder, UNFINISHED), false);
    }

    private void parquet(Dataset<Row> rows, Path path) {
        ParquetSettings.writer(rows).mode(SaveMode.Append).save(path.toString());
    }

    private void text(Path path, String text) throws IOException {
        try (FSDataOutputStream stream = files.create(path, true)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
