package dev.tidemark.training;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Puts a training set where it goes, whole or not at all. */
final class TrainingSetOutput {
    /** Spark's readers pass over names that start with an underscore. */
    static final String MANIFEST_FILE = "_manifest.json";

    static final String MANIFEST_PROPERTY = "tidemark.manifest";

    private final SparkSession spark;
    private final Output output;

    TrainingSetOutput(SparkSession spark, Output output) {
        this.spark = spark;
        this.output = output;
    }

    /**
     * Writes rows.
     *
     * @param describe looks at the written rows, read back
     * @param manifest what is kept of that beside them
     */
    <D> D write(Dataset<Row> rows, Function<Dataset<Row>, D> describe, Function<D, Manifest> manifest) {
        return switch (output) {
            case Output.Parquet(String path) -> parquet(rows, path, describe, manifest);
            case Output.IcebergTable(String name) -> iceberg(rows, name, describe, manifest);
        };
    }

    private <D> D parquet(
            Dataset<Row> rows, String path, Function<Dataset<Row>, D> describe, Function<D, Manifest> manifest) {
        Path target = new Path(path);
        Path unfinished = target.suffix(".unfinished-" + UUID.randomUUID());
        try {
            FileSystem files = target.getFileSystem(spark.sparkContext().hadoopConfiguration());
            try {
                rows.write().option("compression", "zstd").parquet(unfinished.toString());
                D described = describe.apply(spark.read().parquet(unfinished.toString()));
                try (OutputStream file = files.create(new Path(unfinished, MANIFEST_FILE))) {
                    file.write(manifest.apply(described).json().getBytes(StandardCharsets.UTF_8));
                }
                files.delete(target, true);
                if (!files.rename(unfinished, target)) {
                    throw new IOException("Cannot rename %s to %s".formatted(unfinished, target));
                }
                return described;
            } finally {
                files.delete(unfinished, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the training set to " + path, e);
        }
    }

    private <D> D iceberg(
            Dataset<Row> rows, String name, Function<Dataset<Row>, D> describe, Function<D, Manifest> manifest) {
        int dot = name.lastIndexOf('.');
        if (dot > 0) {
            spark.sql("CREATE NAMESPACE IF NOT EXISTS " + name.substring(0, dot));
        }
        rows.writeTo(name)
                .using("iceberg")
                .tableProperty("format-version", "2")
                .tableProperty("write.parquet.compression-codec", "zstd")
                .createOrReplace();
        D described = describe.apply(spark.read().table(name));
        spark.sql("ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')"
                .formatted(
                        name,
                        MANIFEST_PROPERTY,
                        manifest.apply(described).json().replace("\\", "\\\\").replace("'", "\\'")));
        return described;
    }
}
