package dev.tidemark.training;

import java.util.HashMap;
import java.util.Objects;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.jspecify.annotations.Nullable;

/** Writes a training set as an Iceberg table: the rows in one commit, the manifest in the next. */
final class TableWriter implements TrainingSetWriter {
    static final String MANIFEST = "tidemark.manifest";

    private final Output.IcebergTable output;
    private final SparkSession spark;

    TableWriter(Output.IcebergTable output, SparkSession spark) {
        this.output = output;
        this.spark = spark;
    }

    @Override
    public void requireReplaceable() {
        if (spark.catalog().tableExists(output.name()) && !table().properties().containsKey(MANIFEST)) {
            throw TrainingSetWriter.notReplaceable(output, "is a table and not a training set");
        }
    }

    @Override
    public Manifest write(Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest) {
        createNamespace();
        // While the manifest is empty, the table is not a complete training set, but a new one may replace it.
        rows.writeTo(output.name())
                .using("iceberg")
                .tableProperty("format-version", "2")
                .tableProperty("write.parquet.compression-codec", "zstd")
                .tableProperty(MANIFEST, "")
                .createOrReplace();
        Table table = table();
        Manifest made =
                manifest.apply(Objects.requireNonNull(table.currentSnapshot()).snapshotId());
        table.updateProperties().set(MANIFEST, made.json()).commit();
        return made;
    }

    private void createNamespace() {
        try {
            var identifier = Spark3Util.catalogAndIdentifier(spark, output.name());
            if (identifier.catalog() instanceof org.apache.spark.sql.connector.catalog.SupportsNamespaces catalog
                    && !catalog.namespaceExists(identifier.identifier().namespace())) {
                // Iceberg's REST client looks up a null key in these properties, which an immutable map refuses.
                catalog.createNamespace(identifier.identifier().namespace(), new HashMap<>());
            }
        } catch (ParseException e) {
            throw TrainingSetWriter.notReplaceable(output, "is not a table name");
        } catch (org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException e) {
            // Another process created it first.
            return;
        }
    }

    private Table table() {
        try {
            return Spark3Util.loadIcebergTable(spark, output.name());
        } catch (NoSuchTableException e) {
            throw TrainingSetWriter.notReplaceable(output, "is not an Iceberg table");
        } catch (ParseException e) {
            throw TrainingSetWriter.notReplaceable(output, "is not a table name");
        }
    }
}
