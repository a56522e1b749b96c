package dev.tidemark.pointintime.slot;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;

/**
 * The spine rows of one partition: kept as they came, and found by entity and instant. Each distinct instant of an entity is a slot; the slots of
 * an entity are neighbours, in the order of time. Two phases: {@link #add}, then, after {@link #finish}, the lookups.
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
    private int size;

    private final Touches touches = new Touches();

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
    }

    void add(UnsafeRow spineRow) {
        if (size == rows.size()) {
            rows = arena.grown(rows);
            entityOfRow = arena.grown(entityOfRow);
        }
        // What may be refused memory comes before what counts the row, so that a merge finds all that was added.
        boolean hasEntity = !spineRow.isNullAt(layout.timestamp()) && keys.read(spineRow);
        int entity = hasEntity ? entities.findOrAdd(keys) : NO_ENTITY;
        entityOfRow.set(size, entity);
        rows.set(size, arena.append(spineRow));
        if (hasEntity) {
            entities.count(entity);
        }
        size++;
    }

    /** Lays out the slots. */
    void finish() {
        slots = arena.array(entities.startSlots());
        for (int at = 0; at < size; at++) {
            int entity = (int) entityOfRow.get(at);
            if (entity != NO_ENTITY) {
                slots.set(entities.takeSlot(entity), instant(at));
            }
        }
        for (int entity = 0; entity < entities.size(); entity++) {
            sort(entity);
        }
        entities.publishRanges();
    }

    private void sort(int entity) {
        int start = startOf(entity);
        int count = endOf(entity) - start;
        if (count == 1) {
            return;
        }
        long[] instants = new long[count];
        for (int at = 0; at < count; at++) {
            instants[at] = slots.get(start + at);
        }
        Arrays.sort(instants);
        int distinct = 0;
        for (int at = 0; at < count; at++) {
            if (at == 0 || instants[at] != instants[at - 1]) {
                slots.set(start + distinct++, instants[at]);
            }
        }
        entities.keepSlots(entity, distinct);
    }

    private long instant(int at) {
        long address = rows.get(at);
        return Platform.getLong(arena.base(address), arena.offset(address) + instantOffset);
    }

    int rows() {
        return size;
    }

    /** Some of them unused, where an entity's instants repeat. */
    @Override
    public int slotCapacity() {
        return (int) slots.size();
    }

    int entities() {
        return entities.size();
    }

    /** The row that came as the given one; valid until the next call. */
    UnsafeRow row(int at) {
        arena.point(row, rows.get(at));
        return row;
    }

    /** The slots of some spine rows, {@link #NO_SLOT} where one has no entity or no instant. */
    void slotsOfRows(int from, int count, int[] target) {
        long sum = 0;
        for (int at = 0; at < count; at++) {
            int entity = (int) entityOfRow.get(from + at);
            if (entity != NO_ENTITY) {
                sum += slots.get(Slots.start(entities.range(entity)));
            }
        }
        touches.keep(sum);
        for (int at = 0; at < count; at++) {
            int entity = (int) entityOfRow.get(from + at);
            target[at] = entity == NO_ENTITY ? NO_SLOT : firstSlotFrom(entities.range(entity), instant(from + at));
        }
    }

    @Override
    public long find(EntityBytes entity) {
        return entities.find(entity);
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
