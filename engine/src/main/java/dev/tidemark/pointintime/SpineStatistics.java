package dev.tidemark.pointintime;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import dev.tidemark.pointintime.plan.InstantRange;
import dev.tidemark.pointintime.plan.SlotJoins;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.Knowledge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The range of a spine's instants and the number of its rows.
 *
 * @param first the least instant in microseconds; 0 if there is none, because such a spine matches nothing whatever is
 *     read
 * @param last the greatest
 * @param rows the number of rows
 */
record SpineStatistics(long first, long last, long rows) {
    /** Reads the spine's instants. */
    static SpineStatistics of(Dataset<Row> spine, String timestampColumn) {
        Column instant = Columns.named(timestampColumn);
        if (SlotJoins.canRun(spine.sparkSession())) {
            InstantRange range = InstantRange.of(spine.select(instant));
            return range.first() > range.last()
                    ? new SpineStatistics(0, 0, range.rows())
                    : new SpineStatistics(range.first(), range.last(), range.rows());
        }
        Column micros = unix_micros(instant);
        Row statistics = spine.agg(min(micros), max(micros), count(lit(1))).first();
        long rows = statistics.getLong(2);
        return statistics.isNullAt(0)
                ? new SpineStatistics(0, 0, rows)
                : new SpineStatistics(statistics.getLong(0), statistics.getLong(1), rows);
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
