package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestEventColumns {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final String[] COLUMNS = {"a_map", "a_struct", "local", "smalls", "document", "nested", "bytes"};

    @TempDir
    Path folder;

    /** All events are of one instant, so that every column takes part in their order. */
    @Test
    void valuesOfEveryTypeAreCounted() {
        String path = folder.resolve("events").toString();
        SPARK.sql("""
                SELECT 1L AS user_id, TIMESTAMP'2026-01-05 10:00:00' AS t,
                  IF(id = 4, NULL, map('a', id % 2, 'b', 1L)) AS a_map,
                  IF(id = 4, NULL, named_struct('f', id % 2, 'm', map(X'01', id % 2))) AS a_struct,
                  IF(id = 4, NULL, TIMESTAMP_NTZ'2026-01-01 00:00:00.000001' + make_dt_interval(0, 0, 0, (id % 2) / 1000000)) AS local,
                  IF(id = 4, NULL, array(CAST(id % 2 AS SMALLINT), NULL)) AS smalls,
                  IF(id = 4, NULL, parse_json(CAST(id % 2 AS STRING))) AS document,
                  IF(id = 4, NULL, array(array(id % 2), NULL)) AS nested,
                  IF(id = 4, NULL, array(CAST(CAST(id % 2 AS STRING) AS BINARY), NULL)) AS bytes
                FROM range(5)
                """).repartition(3).write().parquet(path);
        FeatureGroupBuilder builder = FeatureGroups.ofUsers("exotic")
                .source(DataSource.parquet("events", path).timestamp("t"));
        for (String column : COLUMNS) {
            builder.feature(column + "_count", "Values", count(column).over("1h"));
            builder.feature(
                    column + "_distinct",
                    "Different values",
                    countDistinct(column).over("1h"));
        }

        Row counted = new FeatureCompiler(SPARK)
                .compile(builder.build(), TimeRange.ofDays(LocalDate.of(2026, 1, 5), LocalDate.of(2026, 1, 5)))
                .drop("user_id", "event_timestamp", "changes_to_come")
                .first();

        assertThat(counted).isEqualTo(RowFactory.create(4L, 2L, 4L, 2L, 4L, 2L, 4L, 2L, 4L, 2L, 4L, 2L, 4L, 2L));
    }
}
