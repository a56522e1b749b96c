package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.merge.MergeJoin;
import dev.tidemark.pointintime.row.FeatureOrder;
import dev.tidemark.pointintime.row.GroupLayout;
import dev.tidemark.pointintime.row.RowBatch;
import dev.tidemark.pointintime.row.VisibilityRules;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.array.LongArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest row of a group for each slot of the spine. Rows are offered in any order: each is compared at the first
 * slot at which it is visible, and {@link #settle} passes the winners to later slots. A slot holds the row's address
 * and its event time, so that most comparisons need not read the row.
 */
final class Candidates {
    private final GroupLayout group;
    private final VisibilityRules rules;
    private final Slots slots;
    private final RowArena arena;
    private final SlotLookup lookup;
    private final FeatureOrder order;
    private final LongArray newest;
    private final int[] possiblyNewer = new int[RowBatch.MOST];
    private int filled;

    private final Prefetch prefetch = new Prefetch();

    private final UnsafeRow stored;
    private final UnsafeRow other;

    Candidates(GroupLayout group, Slots slots, RowArena arena) {
        this.group = group;
        this.rules = group.rules();
        this.slots = slots;
        this.arena = arena;
        this.lookup = new SlotLookup(group, slots);
        this.order = new FeatureOrder(group);
        this.newest = arena.array(2L * slots.slotCapacity());
        this.stored = new UnsafeRow(group.columns().size());
        this.other = new UnsafeRow(group.columns().size());
        for (int slot = 0; slot < slots.slotCapacity(); slot++) {
            newest.set(2 * slot, RowArena.NONE);
        }
    }

    /**
     * Compares rows of the group with the candidates of their slots; returns how many have a slot. A row may be offered
     * again.
     */
    int offer(RowBatch batch) {
        int[] found = lookup.find(batch);
        touchCandidates(found, batch.size());
        int kept = 0;
        int possible = 0;
        for (int at = 0; at < batch.size(); at++) {
            if (found[at] != Slots.NO_SLOT) {
                kept++;
                if (mayBeNewer(found[at], lookup.eventOf(at))) {
                    possiblyNewer[possible++] = at;
                }
            }
        }
        batch.complete(possiblyNewer, possible);
        for (int at = 0; at < possible; at++) {
            batch.point(other, possiblyNewer[at]);
            keepNewer(found[possiblyNewer[at]], other);
        }
        return kept;
    }

    private boolean mayBeNewer(int slot, long event) {
        return newest.get(2 * slot) == RowArena.NONE || event >= newest.get(2 * slot + 1);
    }

    /** Reads the rows of some slots, so that they are in the cache; only after {@link #settle}. */
    void touch(int[] of, int count) {
        touchCandidates(of, count);
        long sum = 0;
        for (int at = 0; at < count; at++) {
            if (of[at] != Slots.NO_SLOT && newest.get(2 * of[at]) != RowArena.NONE) {
                sum += arena.touchRest(newest.get(2 * of[at]));
            }
        }
        prefetch.keep(sum);
    }

    /** Reads the candidates that will be compared and replaced, as {@link SlotLookup} does. */
    private void touchCandidates(int[] found, int size) {
        long sum = 0;
        for (int at = 0; at < size; at++) {
            if (found[at] != Slots.NO_SLOT) {
                sum += newest.get(2 * found[at]);
            }
        }
        for (int at = 0; at < size; at++) {
            if (found[at] != Slots.NO_SLOT) {
                long address = newest.get(2 * found[at]);
                if (address != RowArena.NONE) {
                    sum += arena.touch(address);
                }
            }
        }
        prefetch.keep(sum);
    }

    private void keepNewer(int slot, UnsafeRow row) {
        long address = newest.get(2 * slot);
        long event = group.eventOf(row);
        if (address == RowArena.NONE) {
            put(slot, arena.append(row), event);
            filled++;
        } else if (isNewer(row, event, address, newest.get(2 * slot + 1))) {
            put(slot, arena.replace(address, row), event);
        }
    }

    /** The number of slots that have a candidate; only before {@link #settle}. */
    int filled() {
        return filled;
    }

    private void put(int slot, long address, long event) {
        newest.set(2 * slot, address);
        newest.set(2 * slot + 1, event);
    }

    private boolean isNewer(UnsafeRow row, long event, long address, long storedEvent) {
        if (event != storedEvent) {
            return event > storedEvent;
        }
        arena.point(stored, address);
        return order.isNewer(row, stored);
    }

    /** Passes the newest row of each slot to the slots after it where it is not too old. */
    void settle(SpineIndex spine) {
        for (int entity = 0; entity < spine.entities(); entity++) {
            long address = RowArena.NONE;
            long event = 0;
            int end = spine.endOf(entity);
            for (int slot = spine.startOf(entity); slot < end; slot++) {
                long own = newest.get(2 * slot);
                long ownEvent = newest.get(2 * slot + 1);
                if (own != RowArena.NONE && (address == RowArena.NONE || isNewer(own, ownEvent, address, event))) {
                    address = own;
                    event = ownEvent;
                }
                boolean holds = address != RowArena.NONE && !rules.isExpired(event, slots.instantOfSlot(slot));
                newest.set(2 * slot, holds ? address : RowArena.NONE);
            }
        }
    }

    private boolean isNewer(long own, long ownEvent, long address, long event) {
        if (ownEvent != event) {
            return ownEvent > event;
        }
        arena.point(other, own);
        return isNewer(other, ownEvent, address, event);
    }

    /** Adds all candidates to a merge. They stand for all rows that were offered; only before {@link #settle}. */
    void handTo(MergeJoin merge, int number, SpineIndex spine) {
        for (int entity = 0; entity < spine.entities(); entity++) {
            for (int slot = spine.startOf(entity); slot < spine.endOf(entity); slot++) {
                if (newest.get(2 * slot) != RowArena.NONE) {
                    arena.point(stored, newest.get(2 * slot));
                    merge.add(number, stored);
                }
            }
        }
    }

    /** The row of a slot, null where there is none; valid until the next call. */
    @Nullable
    UnsafeRow at(int slot) {
        return row(addressAt(slot));
    }

    /** The address of a slot's row, {@link RowArena#NONE} if there is none. */
    long addressAt(int slot) {
        return newest.get(2 * slot);
    }

    /** The row at an address, null for {@link RowArena#NONE}; valid until the next call. */
    @Nullable
    UnsafeRow row(long address) {
        if (address == RowArena.NONE) {
            return null;
        }
        arena.point(stored, address);
        return stored;
    }
}
