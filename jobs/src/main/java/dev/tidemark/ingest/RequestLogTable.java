package dev.tidemark.ingest;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.offline.Fence;
import dev.tidemark.offline.MarkedAppend;
import dev.tidemark.offline.RowMark;
import dev.tidemark.requestlog.ServedRow;
import dev.tidemark.time.Microseconds;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The Iceberg table of served features: a row per request, entity and feature group, a partition per day of
 * {@code served_at}. It is not in the namespace of the feature tables, so its name cannot be that of a group. Not
 * thread-safe.
 */
public final class RequestLogTable {
    /** The batch of a row, which shows whether a batch is in the table. */
    private static final String BATCH = "batch";

    private static final StructType ROWS = new StructType()
            .add("request_id", DataTypes.StringType)
            .add("served_micros", DataTypes.LongType)
            .add("feature_group", DataTypes.StringType)
            .add("version", DataTypes.IntegerType)
            .add("entity", DataTypes.StringType)
            .add("event_micros", DataTypes.LongType)
            .add("features", DataTypes.StringType)
            .add("statuses", DataTypes.StringType);

    private final SparkSession spark;
    private final String namespace;

    /** @param features the namespace of the feature tables */
    public RequestLogTable(SparkSession spark, String features) {
        this.spark = spark;
        this.namespace = "tidemark." + features + "_log";
    }

    /** The table's name in SQL. */
    public String name() {
        return namespace + ".served";
    }

    /** Creates the table if it does not exist. */
    public void ensure() {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + namespace);
        spark.sql("""
                CREATE TABLE IF NOT EXISTS %s (
                    request_id STRING NOT NULL COMMENT 'X-Request-Id of the answer',
                    served_at TIMESTAMP NOT NULL,
                    feature_group STRING NOT NULL,
                    version INT NOT NULL COMMENT 'Of the definition that was served',
                    entity STRING NOT NULL COMMENT 'Join keys as in Redis',
                    event_timestamp TIMESTAMP COMMENT 'Of the row that was served; null where there was none',
                    features STRING NOT NULL COMMENT 'JSON: values by feature, as they were answered',
                    statuses STRING NOT NULL COMMENT 'JSON: status by feature',
                    batch STRING NOT NULL COMMENT 'In which the row came')
                USING iceberg PARTITIONED BY (days(served_at))
                TBLPROPERTIES ('format-version' = '2', 'write.parquet.compression-codec' = 'zstd')""".formatted(name()));
    }

    /** Appends a batch in one commit; returns false if the table has it already. */
    public boolean append(String batch, List<ServedRow> rows, Fence fence) {
        List<Row> values = rows.stream()
                .map(row -> RowFactory.create(
                        row.requestId(),
                        Microseconds.of(row.servedAt()),
                        row.featureGroup(),
                        row.version(),
                        row.entity(),
                        row.eventTimestamp() == null ? null : Microseconds.of(row.eventTimestamp()),
                        row.features(),
                        row.statuses()))
                .toList();
        Dataset<Row> served = spark.createDataFrame(values, ROWS)
                .withColumn("served_at", expr("timestamp_micros(served_micros)"))
                .withColumn("event_timestamp", expr("timestamp_micros(event_micros)"))
                .drop("served_micros", "event_micros")
                .withColumn(BATCH, lit(batch));
        return new MarkedAppend(spark, name(), fence)
                .append(new RowMark(BATCH, "tidemark.request-log-batch", batch), served, rows.size())
                .isPresent();
    }
}
