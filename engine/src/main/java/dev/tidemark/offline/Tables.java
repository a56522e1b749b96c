package dev.tidemark.offline;

import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Loads Iceberg's view of tables that Spark knows by name. */
final class Tables {
    private Tables() {}

    /** Loads the current state of a table that must exist. */
    static Table load(SparkSession spark, String name) {
        try {
            return Spark3Util.loadIcebergTable(spark, name);
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException("%s vanished while it was written".formatted(name), e);
        }
    }
}
