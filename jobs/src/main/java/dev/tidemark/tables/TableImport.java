package dev.tidemark.tables;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.files.FileKind;
import dev.tidemark.files.ImportedColumn;
import dev.tidemark.files.ImportedFile;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.schema.Columns;
import dev.tidemark.session.SparkSessions;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Imports a file into a table of the catalog, in one commit: all of its rows or none. */
public final class TableImport {
    private final SparkSession spark;
    private final String featureNamespace;

    /** @param featureNamespace the namespace of feature tables, to which only their groups may write */
    public TableImport(SparkSession spark, String featureNamespace) {
        this.spark = spark;
        this.featureNamespace = featureNamespace;
    }

    /** The treatment of a table that exists already. */
    public enum Existing {
        REFUSE,
        APPEND,
        REPLACE
    }

    /**
     * A file that is ready to be written.
     *
     * @param appends whether the table exists and gets the rows
     */
    public record Prepared(TableName table, ImportedFile file, boolean appends) {}

    /**
     * Reads a file. Writes nothing.
     *
     * @param types of columns that the user declares
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the table exists and may not be written in this way
     */
    public Prepared prepare(LiteralPath path, FileKind kind, TableName table, StructType types, Existing existing) {
        if (table.namespace().equals(featureNamespace)) {
            throw invalid(
                    "Table '%s' would lie among the feature tables, which feature groups fill; choose another namespace"
                            .formatted(table.text()));
        }
        boolean isThere = spark.catalog().tableExists(table.text());
        if (isThere && existing == Existing.REFUSE) {
            throw invalid(
                    "Table '%s' is there already; say --append to add the rows, or --replace".formatted(table.text()));
        }
        if (!isThere || existing == Existing.REPLACE) {
            return new Prepared(
                    table, ImportedFile.open(spark, path, kind, types, ImportedColumn.Reason.CALLER), false);
        }
        if (types.length() > 0) {
            throw invalid("Table '%s' has its types already; leave out --types".formatted(table.text()));
        }
        StructType columns = spark.table(table.text()).schema();
        ImportedFile file = ImportedFile.open(spark, path, kind, columns, ImportedColumn.Reason.TABLE);
        requireColumns(table, columns, file.columns());
        return new Prepared(table, file, true);
    }

    private static void requireColumns(TableName table, StructType columns, List<ImportedColumn> found) {
        List<String> known = Arrays.asList(columns.fieldNames());
        for (ImportedColumn column : found) {
            if (!known.contains(column.name())) {
                throw invalid("Table '%s' has no column '%s', which the file has; %s"
                        .formatted(table.text(), column.name(), NearestNames.sentence(column.name(), known)));
            }
        }
    }

    /** Writes the rows and returns their number. */
    public long write(Prepared prepared) {
        try {
            if (prepared.appends()) {
                complete(prepared).writeTo(prepared.table().text()).append();
            } else {
                spark.sql("CREATE NAMESPACE IF NOT EXISTS " + prepared.table().namespace());
                prepared.file()
                        .rows()
                        .writeTo(prepared.table().text())
                        .using("iceberg")
                        .createOrReplace();
            }
        } catch (AnalysisException e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Table '%s' does not take the file: %s"
                            .formatted(prepared.table().text(), SparkMessage.of(e)),
                    e);
        }
        return addedRows(prepared.table());
    }

    /** Adds the table's columns that the file lacks, as nulls. */
    private Dataset<Row> complete(Prepared prepared) {
        Dataset<Row> rows = prepared.file().rows();
        List<String> found = Arrays.asList(rows.columns());
        StructField[] fields = spark.table(prepared.table().text()).schema().fields();
        return rows.select(Arrays.stream(fields)
                .map(field -> found.contains(field.name())
                        ? Columns.named(field.name())
                        : functions.lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
    }

    private long addedRows(TableName table) {
        try {
            Snapshot snapshot =
                    Spark3Util.loadIcebergTable(spark, qualified(table)).currentSnapshot();
            return snapshot == null
                    ? 0
                    : Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
        } catch (AnalysisException e) {
            throw new IllegalStateException("%s vanished while it was written".formatted(table.text()), e);
        }
    }

    /** Adds the catalog's name, because Iceberg takes the first part for a catalog and warns if it is not one. */
    private String qualified(TableName table) {
        String first = table.text().substring(0, table.text().indexOf('.'));
        return spark.conf().contains("spark.sql.catalog." + first)
                ? table.text()
                : SparkSessions.CATALOG + "." + table.text();
    }

    private static FeatureStoreException invalid(String message) {
        return new FeatureStoreException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
