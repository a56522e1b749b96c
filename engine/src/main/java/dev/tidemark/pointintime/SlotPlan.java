package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;

import dev.tidemark.pointintime.slot.SlotJoins;
import dev.tidemark.pointintime.slot.VisibilityRules;
import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Joins by Tidemark's own operator: once per set of keys, each time with all groups that have them. */
final class SlotPlan {
    private SlotPlan() {}

    /**
     * Runs a request.
     *
     * @param memoryPerTask as in {@link SlotJoins#join}
     */
    static Dataset<Row> run(JoinRequest request, SpineExtent extent, long memoryPerTask) {
        Dataset<Row> joined = request.spine();
        for (KeySet keySet : KeySet.of(request.groups())) {
            joined = SlotJoins.join(
                    new SlotJoins.Spine(
                            joined,
                            request.timestampColumn(),
                            keySet.columns(),
                            keySet.types(joined.schema()),
                            extent.first(),
                            extent.last()),
                    keySet.groups().stream()
                            .map(group -> history(request, keySet, extent, group))
                            .toList(),
                    memoryPerTask);
        }
        return joined.select(output(request));
    }

    private static SlotJoins.History history(
            JoinRequest request, KeySet keySet, SpineExtent extent, JoinedGroup group) {
        List<Column> columns = new ArrayList<>();
        keySet.keys(group).forEach(key -> columns.add(col(key)));
        columns.add(col(FeatureSchema.EVENT_TIMESTAMP));
        columns.add(col(FeatureSchema.CREATED_AT));
        group.features()
                .forEach(feature -> columns.add(col(feature).as(request.names().of(group, feature))));
        Dataset<Row> rows =
                extent.bounds(group, request.knowledge()).apply(group.rows()).select(columns.toArray(Column[]::new));
        return new SlotJoins.History(
                group.alias(),
                rows,
                VisibilityRules.of(group.group(), request.knowledge()),
                request.names().matchOf(group));
    }

    /** The spine's columns, then the groups' in the order of the request. */
    static Column[] output(JoinRequest request) {
        List<Column> output = new ArrayList<>();
        for (String column : request.spine().columns()) {
            output.add(col(SpineCheck.quoted(column)));
        }
        for (JoinedGroup group : request.groups()) {
            group.features().forEach(feature -> output.add(col(request.names().of(group, feature))));
            request.names().matchOf(group).ifPresent(name -> output.add(col(name)));
        }
        return output.toArray(Column[]::new);
    }
}
