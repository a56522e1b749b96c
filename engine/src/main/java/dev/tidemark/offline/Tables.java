package dev.tidemark.offline;

import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Iceberg's own view of tables that Spark knows by name. */
final class Tables {
    private Tables() {}

    /** A table that must be there, as it is now. */
    static Table load(SparkSession spark, String name) {
        try {
            return Spark3Util.loadIcebergTable(spark, name);
        } catch (NoSuchTableException | ParseException e) {
            throw new IllegalStateException("%s vanished while it was written".formatted(name), e);
        }
    }
}
