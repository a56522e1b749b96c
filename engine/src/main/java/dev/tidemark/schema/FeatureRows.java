package dev.tidemark.schema;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Converts feature rows of this JVM to Spark's rows, with the columns of {@link FeatureSchema}. */
public final class FeatureRows {
    private FeatureRows() {}

    public static Dataset<Row> of(SparkSession spark, FeatureGroup group, List<FeatureRow> rows) {
        return spark.createDataFrame(rows.stream().map(FeatureRows::row).toList(), FeatureSchema.of(group));
    }

    private static Row row(FeatureRow row) {
        List<@Nullable Object> columns = new ArrayList<>(row.key().values());
        columns.add(row.eventTimestamp());
        columns.add(row.createdAt());
        for (Object value : row.values()) {
            columns.add(value instanceof List<?> items ? items.toArray() : value);
        }
        return RowFactory.create(columns.toArray());
    }
}
