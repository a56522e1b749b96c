package dev.tidemark.pointintime;

import dev.tidemark.time.Knowledge;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The work of a plan, already checked by {@link SpineCheck}. */
record JoinRequest(
        Dataset<Row> spine,
        String timestampColumn,
        List<JoinedGroup> groups,
        Knowledge knowledge,
        OutputNames names,
        Ties ties) {
    JoinRequest {
        groups = List.copyOf(groups);
    }

    /** The same request for the groups whose history is read. */
    JoinRequest ofHistories() {
        return new JoinRequest(
                spine,
                timestampColumn,
                groups.stream().filter(group -> group.computation() == null).toList(),
                knowledge,
                names,
                ties);
    }

    /** Names for columns that are there only while the join is done. */
    UnusedNames unusedNames() {
        return names.unused(Arrays.asList(spine.columns()), groups);
    }
}
