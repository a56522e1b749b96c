package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.memory.RowArena;
import dev.tidemark.pointintime.row.EntityBytes;
import dev.tidemark.pointintime.row.SpineLayout;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/**
 * The spine rows of one partition, found by entity and instant. Each distinct instant of an entity is a slot. The slots
 * of an entity are neighbours in the order of time, and so are its rows: rows that get the same features follow one
 * another, so the features are in the cache, and a writer finds them repeated. Two phases: {@link #add}, then, after
 * {@link #finish}, the lookups.
 */
final class SpineIndex implements Slots {
    private static final int NO_ENTITY = -1;

    private final SpineLayout layout;
    private final RowArena arena;
    private final EntityTable entities;
    private final EntityBytes keys;
    private final UnsafeRow row;
    private final int instantOffset;
    private LongArray rows;
    private LongArray entityOfRow;
    private LongArray slots;
    private LongArray slotOfRow;
    private int size;

    private final Prefetch prefetch = new Prefetch();

    SpineIndex(SpineLayout layout, RowArena arena) {
        int columns = layout.columns().size();
        this.layout = layout;
        this.arena = arena;
        this.entities = new EntityTable(arena);
        this.keys = new EntityBytes(layout.keys(), layout.columns());
        this.row = new UnsafeRow(columns);
        this.instantOffset = RowArena.HEADER + UnsafeRow.calculateBitSetWidthInBytes(columns) + 8 * layout.timestamp();
        this.rows = arena.array(1024);
        this.entityOfRow = arena.array(1024);
        this.slots = arena.array(1);
        this.slotOfRow = slots;
    }

    void add(UnsafeRow spineRow) {
        if (size == rows.size()) {
            rows = arena.grown(rows);
            entityOfRow = arena.grown(entityOfRow);
        }
        // Whatever may be refused memory comes before the row is counted, so that a merge finds all added rows.
        boolean hasEntity = !spineRow.isNullAt(layout.timestamp()) && keys.read(spineRow);
        int entity = hasEntity ? entities.findOrAdd(keys) : NO_ENTITY;
        entityOfRow.set(size, entity);
        rows.set(size, arena.append(spineRow));
        if (hasEntity) {
            entities.count(entity);
        }
        size++;
    }

    /** Lays out the slots and sorts the rows. */
    void finish() {
        int others = entities.startSlots();
        slots = arena.array(others);
        LongArray inOrder = arena.array(size);
        slotOfRow = arena.array(size);
        for (int at = 0; at < size; at++) {
            int entity = (int) entityOfRow.get(at);
            if (entity == NO_ENTITY) {
                slotOfRow.set(others, NO_SLOT);
                inOrder.set(others++, rows.get(at));
            } else {
                int place = entities.takeSlot(entity);
                slots.set(place, instant(rows.get(at)));
                inOrder.set(place, rows.get(at));
            }
        }
        RowsByInstant ofEntity = new RowsByInstant();
        for (int entity = 0; entity < entities.size(); entity++) {
            layOut(entity, inOrder, ofEntity);
        }
        entities.publishRanges();
        arena.drop(entityOfRow);
        arena.drop(rows);
        rows = inOrder;
    }

    private void layOut(int entity, LongArray inOrder, RowsByInstant ofEntity) {
        int start = startOf(entity);
        int end = endOf(entity);
        ofEntity.clear();
        for (int at = start; at < end; at++) {
            ofEntity.add(slots.get(at), inOrder.get(at));
        }
        ofEntity.sort();
        int slot = start;
        for (int at = 0; at < ofEntity.size(); at++) {
            if (at > 0 && ofEntity.instant(at) != ofEntity.instant(at - 1)) {
                slot++;
            }
            slots.set(slot, ofEntity.instant(at));
            inOrder.set(start + at, ofEntity.address(at));
            slotOfRow.set(start + at, slot);
        }
        entities.keepSlots(entity, slot + 1 - start);
    }

    private long instant(long address) {
        return Platform.getLong(arena.base(address), arena.offset(address) + instantOffset);
    }

    int rows() {
        return size;
    }

    /** Includes places that are unused because an entity's instants repeat. */
    @Override
    public int slotCapacity() {
        return (int) slots.size();
    }

    int entities() {
        return entities.size();
    }

    /** A row; valid until the next call. */
    UnsafeRow row(int at) {
        arena.point(row, rows.get(at));
        return row;
    }

    /**
     * Finds the slots of some spine rows, {@link #NO_SLOT} for a row without entity or instant, and reads the rows
     * ahead.
     */
    void slotsOfRows(int from, int count, int[] target) {
        long sum = 0;
        for (int at = 0; at < count; at++) {
            target[at] = (int) slotOfRow.get(from + at);
            sum += arena.touch(rows.get(from + at));
        }
        prefetch.keep(sum);
    }

    @Override
    public long find(EntityBytes entity) {
        return entities.find(entity);
    }

    @Override
    public long find(long key, int hash) {
        return entities.find(key, hash);
    }

    @Override
    public long touch(int hash) {
        return entities.touch(hash);
    }

    int startOf(int entity) {
        return Slots.start(entities.range(entity));
    }

    int endOf(int entity) {
        return Slots.end(entities.range(entity));
    }

    @Override
    public long instantOfSlot(int slot) {
        return slots.get(slot);
    }
}
