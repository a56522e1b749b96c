package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowBatch;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Finds the slots of a batch of a group's rows. Each lookup reads a few places in memory, each of which depends on the
 * one before and is seldom in the processor's cache. Each step is therefore done for all rows before the next step, so
 * that the cache misses of a step overlap: S. Chen, A. Ailamaki, P. Gibbons, T. Mowry, "Improving hash join performance
 * through prefetching" (2004), with a plain read for the prefetch that Java does not have.
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
     * Finds the first slot at which each row is visible and not too old. Reads only the first {@link
     * GroupLayout#headWords} of a row.
     *
     * @return per row the slot, {@link Slots#NO_SLOT} if there is none; valid until the next call
     */
    int[] find(RowBatch batch) {
        readHeads(batch);
        findEntities(batch);
        for (int at = 0; at < batch.size(); at++) {
            found[at] = ranges[at] == Slots.NO_RANGE ? Slots.NO_SLOT : slotOf(ranges[at], events[at], visibleFrom[at]);
        }
        return found;
    }

    /** The event time of a row of the last batch that has a slot. */
    long eventOf(int at) {
        return events[at];
    }

    private int slotOf(long range, long event, long from) {
        int slot = slots.firstSlotFrom(range, from);
        return slot == Slots.NO_SLOT || group.rules().isExpired(event, slots.instantOfSlot(slot))
                ? Slots.NO_SLOT
                : slot;
    }

    /** Reads the fields of each row that the next steps need, and the first place of its entity. */
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

    /** Reads a key of more than one word a second time while it is in the cache. */
    private long rangeOf(RowBatch batch, int at) {
        batch.point(row, at);
        keys.read(row);
        return slots.find(keys);
    }
}
