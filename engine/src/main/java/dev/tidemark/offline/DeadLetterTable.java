package dev.tidemark.offline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.time.Microseconds;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The events that a group's stream could not use, with the reason. The table is beside the group's table. */
public final class DeadLetterTable {
    private final SparkSession spark;
    private final String name;

    DeadLetterTable(SparkSession spark, String name) {
        this.spark = spark;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Creates the table if it does not exist. */
    public void ensure() {
        spark.sql("CREATE TABLE IF NOT EXISTS " + name + """
                 (received_at TIMESTAMP NOT NULL COMMENT 'When the stream found it',
                  reason STRING NOT NULL COMMENT 'Why it could not be used',
                  topic STRING COMMENT 'The topic or table it came from',
                  partition INT COMMENT 'The partition of the topic',
                  offset BIGINT COMMENT 'The offset in the partition',
                  raw BINARY COMMENT 'The record, or its beginning')
                 USING iceberg PARTITIONED BY (days(received_at)) TBLPROPERTIES ('format-version'='2')""");
    }

    /**
     * Appends the dead letters of a batch, unless they are there already.
     *
     * @param letters reason, topic, partition, offset, raw
     */
    public void append(StreamMark batch, Dataset<Row> letters, long count, Instant receivedAt, Fence fence) {
        Dataset<Row> rows = letters.select(
                lit(Microseconds.floor(receivedAt)).as("received_at"),
                col("reason"),
                col("topic"),
                col("partition"),
                col("offset"),
                col("raw"));
        new MarkedAppend(spark, name, fence).append(batch, rows, count);
    }
}
