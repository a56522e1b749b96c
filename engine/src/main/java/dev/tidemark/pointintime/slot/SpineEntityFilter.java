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
 * Keeps the rows whose entity is one of the spine's, and reads no more of them than their keys. With few labels and a
 * long history that is nearly all that a row costs. Where most rows are kept it keeps all from then on, because the
 * join looks for their entities once more. Not thread-safe.
 */
public final class SpineEntityFilter implements RowSelection.Refinement {
    /** After so many rows it is looked at whether enough of them are left out. */
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
     * @param rowsRead counts the rows that are left out: what follows counts those that it sees
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

    /** What {@link #readKeys} does, for the most common key by far: without a row in between. */
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

    /** All rows go a step before any goes the next, as in {@link SlotLookup}. */
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

    /** Keys of more than one word are read a second time, while they are near. */
    private long rangeOf(int at) {
        if (keys.isWord()) {
            return instants.find(words[at], hashes[at]);
        }
        keys.read(keyRows.row(at));
        return instants.find(keys);
    }
}
