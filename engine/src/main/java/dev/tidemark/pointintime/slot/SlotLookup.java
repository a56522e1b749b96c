package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowBatch;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Finds the slots of a batch of a group's rows. Each row needs a few places in memory, one told by the other, that are
 * seldom in the processor's cache. So all rows go a step before any goes the next, and the waits of a step are one
 * wait: S. Chen, A. Ailamaki, P. Gibbons, T. Mowry, "Improving hash join performance through prefetching" (2004), with
 * a plain read for the prefetch that Java does not have.
 */
final class SlotLookup {
    private final GroupLayout group;
    private final Slots slots;
    private final EntityBytes keys;
    private final UnsafeRow row;
    private final long[] words = new long[RowBatch.MOST];
    private final int[] hashes = new int[RowBatch.MOST];
    private final long[] ranges = new long[RowBatch.MOST];
    private final long[] events = new long[RowBatch.MOST];
    private final long[] visibleFrom = new long[RowBatch.MOST];
    private final int[] found = new int[RowBatch.MOST];

    private final Prefetch prefetch = new Prefetch();

    SlotLookup(GroupLayout group, Slots slots) {
        this.group = group;
        this.slots = slots;
        this.keys = new EntityBytes(group.keyOrdinals(), group.columns());
        this.row = new UnsafeRow(group.columns().size());
    }

    /**
     * Finds the first slot that each row is visible at and not too old for. Of the rows no more is read than their
     * {@link GroupLayout#headWords}.
     *
     * @return per row, {@link Slots#NO_SLOT} where there is none; valid until the next call
     */
    int[] find(RowBatch batch) {
        readHeads(batch);
        findEntities(batch);
        for (int at = 0; at < batch.size(); at++) {
            found[at] = ranges[at] == Slots.NO_RANGE ? Slots.NO_SLOT : slotOf(ranges[at], events[at], visibleFrom[at]);
        }
        return found;
    }

    /** The event time of a row that was looked up last and has a slot. */
    long eventOf(int at) {
        return events[at];
    }

    private int slotOf(long range, long event, long from) {
        int slot = slots.firstSlotFrom(range, from);
        return slot == Slots.NO_SLOT || group.rules().isExpired(event, slots.instantOfSlot(slot))
                ? Slots.NO_SLOT
                : slot;
    }

    /** Reads what the next steps need of each row, and where its entity will be looked for. */
    private void readHeads(RowBatch batch) {
        long sum = 0;
        for (int at = 0; at < batch.size(); at++) {
            batch.point(row, at);
            ranges[at] = Slots.NO_RANGE;
            if (group.everCounts(row) && keys.read(row)) {
                int hash = keys.hash();
                words[at] = keys.word();
                hashes[at] = hash;
                events[at] = group.eventOf(row);
                visibleFrom[at] = group.visibleFrom(row);
                ranges[at] = 0;
                sum += slots.touch(hash);
            }
        }
        prefetch.keep(sum);
    }

    private void findEntities(RowBatch batch) {
        long sum = 0;
        for (int at = 0; at < batch.size(); at++) {
            if (ranges[at] == Slots.NO_RANGE) {
                continue;
            }
            long range = keys.isWord() ? slots.find(words[at], hashes[at]) : rangeOf(batch, at);
            ranges[at] = range;
            if (range != Slots.NO_RANGE) {
                sum += slots.instantOfSlot((Slots.start(range) + Slots.end(range)) >>> 1);
            }
        }
        prefetch.keep(sum);
    }

    /** A key of more than one word is read a second time, while it is near. */
    private long rangeOf(RowBatch batch, int at) {
        batch.point(row, at);
        keys.read(row);
        return slots.find(keys);
    }
}
