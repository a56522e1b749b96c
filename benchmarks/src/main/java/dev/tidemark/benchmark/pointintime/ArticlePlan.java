package dev.tidemark.benchmark.pointintime;

import static dev.tidemark.benchmark.pointintime.WorkloadData.LABEL_ID;

import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Inequality join and window ranking, as articles on feature stores in Spark tell it: per group, all rows of the entity
 * up to the label's instant, ranked, the first kept; its age is looked at afterwards, and no bound reaches the scan. It
 * is spared the numbering of the spine's rows, which have a number already.
 */
record ArticlePlan() implements SparkPlan {
    @Override
    public String name() {
        return "article";
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        spark.read().parquet(inputs.spine().toString()).createOrReplaceTempView("spine");
        StringBuilder ctes = new StringBuilder();
        StringBuilder select = new StringBuilder("SELECT spine.*");
        StringBuilder joins = new StringBuilder(" FROM spine");
        for (GroupTable table : inputs.groups()) {
            spark.read().parquet(table.folder().toString()).createOrReplaceTempView(table.name());
            ctes.append(ctes.isEmpty() ? "WITH " : ", ").append(ranked(table));
            table.features().forEach(feature -> select.append(", %1$s_first.%2$s".formatted(table.name(), feature)));
            joins.append(" LEFT JOIN %1$s_first ON spine.%2$s = %1$s_first.%2$s AND %1$s_first.age <= %3$dL"
                    .formatted(table.name(), LABEL_ID, table.timeToLive()));
        }
        return spark.sql(ctes + " " + select + joins);
    }

    private static String ranked(GroupTable table) {
        String keys = table.keys().stream()
                .map(key -> "s.%1$s = f.%1$s".formatted(key))
                .collect(Collectors.joining(" AND "));
        String features = table.features().stream().map(name -> "f." + name).collect(Collectors.joining(", "));
        return """
                %1$s_first AS (SELECT * FROM (
                  SELECT s.%2$s, unix_micros(s.event_timestamp) - unix_micros(f.event_timestamp) AS age, %3$s,
                    row_number() OVER (PARTITION BY s.%2$s ORDER BY f.event_timestamp DESC, f.created_at DESC) AS place
                  FROM spine s JOIN %1$s f
                    ON %4$s AND unix_micros(f.event_timestamp) + %5$dL <= unix_micros(s.event_timestamp))
                WHERE place = 1)""".formatted(table.name(), LABEL_ID, features, keys, table.delay());
    }
}
