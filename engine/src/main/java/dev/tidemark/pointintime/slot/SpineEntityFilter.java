package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.columnar.RowBuffer;
import dev.tidemark.pointintime.columnar.RowSelection;
import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.GroupLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * Keeps the rows whose entity is in the spine, and reads only the keys of the others. With few labels and a long
 * history the keys are nearly all that is read. If most rows are kept, it keeps all rows from then on, because the join
 * looks up their entities anyway. Not thread-safe.
 */
public final class SpineEntityFilter implements RowSelection.Refinement {
    /** The number of rows after which the share of kept rows decides. */
    private static final int TRIAL_ROWS = 1 << 16;

    private static final double MOST_KEPT_OF_TRIAL = 0.5;

    private final SpineInstants instants;
    private final SQLMetric rowsRead;
    private final DataType firstKey;
    private final EntityBytes keys;
    private final RowBuffer keyRows;
    private final boolean[] complete = new boolean[RowSelection.MOST];
    private final long[] words = new long[RowSelection.MOST];
    private final int[] hashes = new int[RowSelection.MOST];
    private final Prefetch prefetch = new Prefetch();
    private long tried;
    private long kept;
    private boolean keepsAll;

    /**
     * Begins with the rows of a partition.
     *
     * @param rowsRead counts the rows that are left out; the operator that follows counts those that it sees
     */
    public SpineEntityFilter(GroupLayout group, SpineInstants instants, SQLMetric rowsRead) {
        List<DataType> types = group.columns().subList(0, group.keys());
        this.firstKey = types.getFirst();
        this.instants = instants;
        this.rowsRead = rowsRead;
        this.keys = new EntityBytes(group.keyOrdinals(), types);
        this.keyRows = new RowBuffer(IntStream.range(0, group.keys()).toArray(), types, RowSelection.MOST);
    }

    @Override
    public int keep(RowSelection rows, int[] numbers, int count) {
        if (keepsAll) {
            return count;
        }
        if (keys.isWord() && firstKey instanceof LongType) {
            readLongs(rows.column(0), numbers, count);
        } else {
            readKeys(rows, numbers, count);
        }
        int staying = 0;
        for (int at = 0; at < count; at++) {
            if (complete[at] && rangeOf(at) != Slots.NO_RANGE) {
                numbers[staying++] = numbers[at];
            }
        }
        rowsRead.add(count - staying);
        tried += count;
        kept += staying;
        keepsAll = tried >= TRIAL_ROWS && kept > MOST_KEPT_OF_TRIAL * tried;
        return staying;
    }

    /** Does what {@link #readKeys} does for the most common key, one long, without laying out rows. */
    private void readLongs(ColumnVector values, int[] numbers, int count) {
        boolean hasNull = values.hasNull();
        long sum = 0;
        for (int at = 0; at < count; at++) {
            complete[at] = !hasNull || !values.isNullAt(numbers[at]);
            if (complete[at]) {
                words[at] = values.getLong(numbers[at]);
                hashes[at] = EntityBytes.hash(words[at]);
                sum += instants.touch(hashes[at]);
            }
        }
        prefetch.keep(sum);
    }

    /** Does each step for all rows before the next step, as in {@link SlotLookup}. */
    private void readKeys(RowSelection rows, int[] numbers, int count) {
        keyRows.fill(rows, numbers, count);
        long sum = 0;
        for (int at = 0; at < count; at++) {
            complete[at] = keys.read(keyRows.row(at));
            if (complete[at]) {
                words[at] = keys.word();
                hashes[at] = keys.hash();
                sum += instants.touch(hashes[at]);
            }
        }
        prefetch.keep(sum);
    }

    /** Reads keys of more than one word a second time while they are in the cache. */
    private long rangeOf(int at) {
        if (keys.isWord()) {
            return instants.find(words[at], hashes[at]);
        }
        keys.read(keyRows.row(at));
        return instants.find(keys);
    }
}
