package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.time.Knowledge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The first and the last instant of a spine, in microseconds; 0 and 0 for one that has none, because it matches nothing
 * whatever is read.
 */
record SpineExtent(long first, long last) {
    /** Reads the spine's instants. */
    static SpineExtent of(Dataset<Row> spine, String timestampColumn) {
        Column micros = unix_micros(col(SpineCheck.quoted(timestampColumn)));
        Row extent = spine.agg(min(micros), max(micros)).first();
        return extent.isNullAt(0) ? new SpineExtent(0, 0) : new SpineExtent(extent.getLong(0), extent.getLong(1));
    }

    ScanBounds bounds(JoinedGroup group, Knowledge knowledge) {
        return ScanBounds.of(group.group(), knowledge, first, last);
    }

    /** The bounds of each group, by its alias. */
    Map<String, ScanBounds> bounds(List<JoinedGroup> groups, Knowledge knowledge) {
        Map<String, ScanBounds> bounds = new LinkedHashMap<>();
        groups.forEach(group -> bounds.put(group.alias(), bounds(group, knowledge)));
        return bounds;
    }
}
