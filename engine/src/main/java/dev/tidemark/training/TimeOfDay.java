package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;

/** Explains the refusal of spines with a time of day (TIME): Spark's message does not name the column. */
final class TimeOfDay {
    private TimeOfDay() {}

    /** Returns a refusal with the column's name if a time of day is the cause; else the failure unchanged. */
    static FeatureStoreException named(FeatureStoreException failure, SparkSession spark, Spine spine) {
        if (!String.valueOf(failure.getMessage()).contains("UNSUPPORTED_TIME_TYPE")) {
            return failure;
        }
        List<String> columns = Arrays.stream(schema(spark, spine).fields())
                .filter(field -> field.dataType() instanceof TimeType)
                .map(field -> "'" + field.name() + "'")
                .toList();
        return new FeatureStoreException(
                ErrorCode.INVALID_ARGUMENT,
                "Cannot read the spine '%s': column %s is a time of day (TIME), which Spark does not support yet; leave it out or cast it to a text or a number"
                        .formatted(spine.text(), String.join(", ", columns)),
                failure);
    }

    /** Reads the schema in a session in which the type is enabled. */
    private static StructType schema(SparkSession spark, Spine spine) {
        SparkSession lenient = spark.newSession();
        lenient.conf().set("spark.sql.timeType.enabled", "true");
        return switch (spine) {
            case Spine.Table(String name) -> lenient.table(name).schema();
            case Spine.Parquet parquet -> lenient.read().parquet(parquet.path()).schema();
            case Spine.Csv csv -> new StructType();
            case Spine.Query(String sql) -> lenient.sql(sql).schema();
        };
    }
}
