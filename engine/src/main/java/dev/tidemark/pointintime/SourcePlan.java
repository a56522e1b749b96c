package dev.tidemark.pointintime;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.pointintime.plan.SlotJoins;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes groups from their sources at the spine's instants: one exchange of the spine and one of events for each. */
final class SourcePlan {
    private final JoinRequest request;
    private final SpineStatistics statistics;

    SourcePlan(JoinRequest request, SpineStatistics statistics) {
        this.request = request;
        this.statistics = statistics;
    }

    /**
     * Adds the groups that have computations.
     *
     * @param joined the spine with the groups that have histories
     */
    Dataset<Row> run(Dataset<Row> joined) {
        if (!SlotJoins.canRun(joined.sparkSession())) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Windows cannot be computed from sources over Spark Connect; materialize the groups and read their tables");
        }
        Dataset<Row> wider = joined;
        for (JoinedGroup group : request.groups()) {
            LabelComputation computation = group.computation();
            if (computation != null) {
                wider = with(wider, group, computation);
            }
        }
        return wider.select(SlotPlan.output(request));
    }

    private Dataset<Row> with(Dataset<Row> labels, JoinedGroup group, LabelComputation computation) {
        List<LabelComputation.Output> features = group.features().stream()
                .map(feature ->
                        new LabelComputation.Output(feature, request.names().of(group, feature)))
                .toList();
        return computation.join(
                new LabelComputation.Labels(
                        labels,
                        request.spine(),
                        request.timestampColumn(),
                        List.copyOf(group.columnsByKey().values()),
                        statistics.first(),
                        statistics.last(),
                        statistics.rows()),
                request.knowledge(),
                features,
                request.names().matchOf(group));
    }
}
