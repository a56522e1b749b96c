package dev.tidemark.pointintime.plan;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * The range of some instants, found in one pass without an exchange, because a small join waits for little else.
 *
 * @param first the least, in microseconds; greater than the last if there are none
 * @param last the greatest
 * @param rows the number of rows, with an instant or without
 */
public record InstantRange(long first, long last, long rows) {
    private static final InstantRange NONE = new InstantRange(Long.MAX_VALUE, Long.MIN_VALUE, 0);

    /**
     * Reads instants.
     *
     * @param instants one TIMESTAMP column, of a session that {@link SlotJoins#canRun}
     */
    public static InstantRange of(Dataset<Row> instants) {
        return instants.queryExecution().toRdd().toJavaRDD().mapPartitions(InstantRange::read).collect().stream()
                .map(found -> new InstantRange(found[0], found[1], found[2]))
                .reduce(NONE, InstantRange::and);
    }

    /** Returns an array, because every serializer that Spark may be told to use can write it. */
    private static Iterator<long[]> read(Iterator<InternalRow> instants) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        long rows = 0;
        while (instants.hasNext()) {
            InternalRow row = instants.next();
            rows++;
            if (!row.isNullAt(0)) {
                long instant = row.getLong(0);
                first = Math.min(first, instant);
                last = Math.max(last, instant);
            }
        }
        return List.of(new long[] {first, last, rows}).iterator();
    }

    private InstantRange and(InstantRange other) {
        return new InstantRange(Math.min(first, other.first), Math.max(last, other.last), rows + other.rows);
    }
}
