package dev.tidemark.benchmark.pointintime;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A plan of ours whose rows Spark's own writer writes, to tell what the join has gained from what the writer has. */
record WrittenBySpark(OurPlan plan) implements SparkPlan {
    @Override
    public String name() {
        return plan.name() + "-spark-written";
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        return plan.join(spark, inputs);
    }
}
