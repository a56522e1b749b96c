package dev.tidemark.pointintime;

import dev.tidemark.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The reference: numbers the spine's rows, lets {@link ReferencePlan} choose for each, and joins what was chosen back,
 * group by group.
 */
final class RankedJoin {
    private RankedJoin() {}

    /** Reads the spine once, to number its rows. */
    static Dataset<Row> run(JoinRequest request) {
        String rowId = request.unusedNames().like("spine__row_id");
        Dataset<Row> numbered = NumberedSpine.of(request.spine(), rowId);
        SpineStatistics statistics = SpineStatistics.of(numbered, request.timestampColumn());
        List<Column> output = new ArrayList<>();
        for (String column : request.spine().columns()) {
            output.add(numbered.col(Columns.quoted(column)));
        }
        Dataset<Row> joined = numbered;
        for (JoinedGroup group : request.groups()) {
            Dataset<Row> chosen = new ReferencePlan(group, request.timestampColumn(), request.knowledge())
                    .choose(numbered, rowId, statistics.bounds(group, request.knowledge()));
            Column chosenFor = chosen.col(ReferencePlan.CHOSEN_FOR);
            joined = joined.join(chosen, numbered.col(rowId).equalTo(chosenFor), "left");
            for (String feature : group.features()) {
                output.add(chosen.col(ReferencePlan.value(feature))
                        .as(request.names().of(group, feature)));
            }
            request.names()
                    .matchOf(group)
                    .ifPresent(name -> output.add(chosenFor.isNotNull().as(name)));
        }
        return joined.select(output.toArray(Column[]::new));
    }
}
