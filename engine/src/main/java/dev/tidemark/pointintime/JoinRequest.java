package dev.tidemark.pointintime;

import dev.tidemark.time.Knowledge;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a plan has to do; already checked by {@link SpineCheck}. */
record JoinRequest(
        Dataset<Row> spine, String timestampColumn, List<JoinedGroup> groups, Knowledge knowledge, OutputNames names) {
    JoinRequest {
        groups = List.copyOf(groups);
    }
}
