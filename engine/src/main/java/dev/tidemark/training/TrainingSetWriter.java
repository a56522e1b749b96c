package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Writes a training set as a whole: until its manifest is there, the output does not count as one. */
sealed interface TrainingSetWriter permits ParquetWriter, TableWriter {
    static TrainingSetWriter to(Output output, SparkSession spark) {
        return switch (output) {
            case Output.Parquet parquet -> new ParquetWriter(parquet, spark);
            case Output.IcebergTable table -> new TableWriter(table, spark);
        };
    }

    /**
     * Refuses to replace anything but a training set.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT
     */
    void requireReplaceable();

    /**
     * Writes the rows, then requests their manifest and publishes both.
     *
     * @param manifest of the written rows, given the snapshot that holds them or null; if it throws, nothing is
     *     published
     */
    Manifest write(Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest);

    static FeatureStoreException notReplaceable(Output output, String reason) {
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Output '%s' %s; choose another output, or remove it first".formatted(output.text(), reason));
    }
}
