package dev.tidemark.offline;

import static org.apache.spark.sql.functions.lit;

import dev.tidemark.feature.FeatureStoreException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Data files that Spark has written for a table and that no snapshot refers to yet. Spark's writes end in a commit that
 * cannot check the table; these files are committed by one that can. Iceberg's compaction stages its files in the same
 * way.
 */
final class StagedFiles {
    private final Table table;
    private final Set<DataFile> files;

    private StagedFiles(Table table, Set<DataFile> files) {
        this.table = table;
        this.files = files;
    }

    /**
     * Writes rows into files.
     *
     * @param rows with the table's columns
     * @param options of Iceberg's writer
     */
    static StagedFiles write(Table table, Dataset<Row> rows, Map<String, String> options) {
        String name = UUID.randomUUID().toString();
        FileRewriteCoordinator written = FileRewriteCoordinator.get();
        SparkTableCache.get().add(name, table);
        try {
            withRowLineage(table, rows)
                    .write()
                    .format("iceberg")
                    .options(options)
                    .mode("append")
                    .save(name);
            return new StagedFiles(table, Set.copyOf(written.fetchNewFiles(table, name)));
        } finally {
            SparkTableCache.get().remove(name);
            written.clearRewrite(table, name);
        }
    }

    /**
     * Tables of format 3 number their rows. A rewrite must give the numbers; null means that the commit assigns them.
     */
    private static Dataset<Row> withRowLineage(Table table, Dataset<Row> rows) {
        return TableUtil.supportsRowLineage(table)
                ? rows.withColumn(MetadataColumns.ROW_ID.name(), lit(null).cast(DataTypes.LongType))
                        .withColumn(
                                MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.name(),
                                lit(null).cast(DataTypes.LongType))
                : rows;
    }

    Set<DataFile> files() {
        return files;
    }

    long rows() {
        return files.stream().mapToLong(DataFile::recordCount).sum();
    }

    /** Deletes the files, to which no snapshot refers. */
    void delete() {
        files.forEach(file -> table.io().deleteFile(file.location()));
    }

    /** Deletes the files of a failed commit, unless the commit may have succeeded nevertheless. */
    void deleteAfter(RuntimeException failure) {
        if (failure instanceof CleanableFailure || failure instanceof FeatureStoreException) {
            delete();
        }
    }
}
