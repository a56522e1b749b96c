package dev.tidemark.pointintime.slot;

import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.array.LongArray;
import org.jspecify.annotations.Nullable;

/**
 * One group's best row for each slot of the spine. Rows are offered in any order: each is held against the first slot that it is visible at, and
 * {@link #settle} hands the winners on to later slots.
 */
final class Candidates {
    private final GroupLayout group;
    private final SpineIndex spine;
    private final RowArena arena;
    private final EntityBytes keys;
    private final FeatureOrder order;
    private final LongArray best;
    private final UnsafeRow stored;
    private final UnsafeRow other;

    Candidates(GroupLayout group, SpineIndex spine, RowArena arena) {
        this.group = group;
        this.spine = spine;
        this.arena = arena;
        this.keys = new EntityBytes(group.keyOrdinals(), group.columns());
        this.order = new FeatureOrder(group);
        this.best = arena.array(spine.slotCapacity());
        this.stored = new UnsafeRow(group.columns().size());
        this.other = new UnsafeRow(group.columns().size());
        for (int slot = 0; slot < best.size(); slot++) {
            best.set(slot, RowArena.NONE);
        }
    }

    GroupLayout group() {
        return group;
    }

    /** Considers a row of the group; returns whether it may matter to any spine row of this partition. */
    boolean offer(UnsafeRow row) {
        if (!group.everCounts(row) || !keys.read(row)) {
            return false;
        }
        int entity = spine.find(keys);
        if (entity == SpineIndex.NO_ENTITY) {
            return false;
        }
        int slot = spine.firstSlotFrom(entity, group.visibleFrom(row));
        if (slot == SpineIndex.NO_SLOT || group.rules().isExpired(group.eventOf(row), spine.instantOfSlot(slot))) {
            return false;
        }
        keepNewer(slot, row);
        return true;
    }

    private void keepNewer(int slot, UnsafeRow row) {
        long address = best.get(slot);
        if (address == RowArena.NONE) {
            best.set(slot, arena.append(row));
            return;
        }
        arena.point(stored, address);
        if (order.isNewer(row, stored)) {
            best.set(slot, arena.replace(address, row));
        }
    }

    /** Lets each slot know the newest row of all slots before it, unless that is too old there. */
    void settle() {
        for (int entity = 0; entity < spine.entities(); entity++) {
            long running = RowArena.NONE;
            int end = spine.endOf(entity);
            for (int slot = spine.startOf(entity); slot < end; slot++) {
                running = newer(best.get(slot), running);
                best.set(slot, isExpired(running, slot) ? RowArena.NONE : running);
            }
        }
    }

    private long newer(long candidate, long running) {
        if (candidate == RowArena.NONE || running == RowArena.NONE) {
            return candidate == RowArena.NONE ? running : candidate;
        }
        arena.point(stored, candidate);
        arena.point(other, running);
        return order.isNewer(stored, other) ? candidate : running;
    }

    private boolean isExpired(long address, int slot) {
        if (address == RowArena.NONE) {
            return true;
        }
        arena.point(stored, address);
        return group.rules().isExpired(group.eventOf(stored), spine.instantOfSlot(slot));
    }

    /** Gives every candidate to a merge, for which they stand for all rows that were offered; only before {@link #settle}. */
    void handTo(MergeJoin merge, int number) {
        for (int entity = 0; entity < spine.entities(); entity++) {
            for (int slot = spine.startOf(entity); slot < spine.endOf(entity); slot++) {
                if (best.get(slot) != RowArena.NONE) {
                    arena.point(stored, best.get(slot));
                    merge.add(number, stored);
                }
            }
        }
    }

    /** The row of a slot, null where there is none; valid until the next call. */
    @Nullable
    UnsafeRow at(int slot) {
        long address = best.get(slot);
        if (address == RowArena.NONE) {
            return null;
        }
        arena.point(stored, address);
        return stored;
    }
}
