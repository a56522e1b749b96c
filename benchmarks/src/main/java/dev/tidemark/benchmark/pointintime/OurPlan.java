package dev.tidemark.benchmark.pointintime;

import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PlanChoice;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.schema.FeatureSchema;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A plan of Tidemark's. */
record OurPlan(String name, PlanChoice choice) implements SparkPlan {
    /** The fastest first; the readable reference last. */
    static List<OurPlan> all() {
        return Stream.of(PlanChoice.SLOT, PlanChoice.MERGE, PlanChoice.UNION, PlanChoice.REFERENCE)
                .map(choice -> new OurPlan(choice.name().toLowerCase(Locale.ROOT), choice))
                .toList();
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        PointInTimeJoin join =
                PointInTimeJoin.of(spark.read().parquet(inputs.spine().toString()), FeatureSchema.EVENT_TIMESTAMP);
        for (GroupTable table : inputs.groups()) {
            join = join.with(JoinedGroup.of(
                    table.group(), spark.read().parquet(table.folder().toString())));
        }
        return join.planned(choice).run();
    }
}
