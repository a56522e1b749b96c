package dev.tidemark.benchmark.pointintime;

import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PlanChoice;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.training.ParquetSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A plan of Tidemark's.
 *
 * @param settings of the session while it is planned, beside the product's own
 */
record OurPlan(String name, PlanChoice choice, Map<String, String> settings) implements SparkPlan {
    private static final String SEND_UP_TO = "spark.tidemark.pointInTime.sendInstantsUpTo";
    private static final String SEND_FROM_RATIO = "spark.tidemark.pointInTime.sendInstantsFromRatio";

    /** The fastest first; the readable reference last. */
    static List<OurPlan> all() {
        return Stream.of(PlanChoice.SLOT, PlanChoice.MERGE, PlanChoice.UNION, PlanChoice.REFERENCE)
                .map(choice -> new OurPlan(choice.name().toLowerCase(Locale.ROOT), choice, Map.of()))
                .toList();
    }

    /** The default plan, which sends the spine's instants ahead of every group, or of none, whatever their sizes. */
    static OurPlan sending(boolean instants) {
        return new OurPlan(
                "slot, instants " + (instants ? "sent" : "kept"),
                PlanChoice.SLOT,
                instants ? Map.of(SEND_FROM_RATIO, "0") : Map.of(SEND_UP_TO, "0"));
    }

    @Override
    public Dataset<Row> join(SparkSession spark, JoinInputs inputs) {
        PointInTimeJoin join =
                PointInTimeJoin.of(spark.read().parquet(inputs.spine().toString()), FeatureSchema.EVENT_TIMESTAMP);
        for (GroupTable table : inputs.groups()) {
            join = join.with(JoinedGroup.of(
                    table.group(), spark.read().parquet(table.folder().toString())));
        }
        settings.forEach(spark.conf()::set);
        try {
            return join.planned(choice).run();
        } finally {
            settings.keySet().forEach(spark.conf()::unset);
        }
    }

    /** As training sets are written. */
    @Override
    public void write(Dataset<Row> joined, Path path) {
        ParquetSettings.writer(joined).mode(SaveMode.Overwrite).save(path.toString());
    }
}
