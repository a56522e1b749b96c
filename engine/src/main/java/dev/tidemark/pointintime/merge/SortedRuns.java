package dev.tidemark.pointintime.merge;

import dev.tidemark.pointintime.row.EntityBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;

/**
 * Rows in the order of entity and time, sorted by Spark's sorter, which spills to disk. Entities are in the order of
 * the hash of their keys, then of the bytes: any order will do that all runs of a task share.
 */
final class SortedRuns {
    private static final int ENTITY = 0;
    private static final int TIME = 1;
    private static final int ROW = 2;
    private static final int FIELDS = 3;
    private static final int WORDS = UnsafeRow.calculateBitSetWidthInBytes(FIELDS);
    private static final StructType SCHEMA = new StructType()
            .add("entity", DataTypes.BinaryType, false)
            .add("time", DataTypes.LongType, false)
            .add("row", DataTypes.BinaryType, false);
    private static final long PAGE = 4L << 20;
    private static final byte[] NO_ENTITY = new byte[0];

    private final UnsafeExternalRowSorter sorter;
    private final UnsafeRowWriter writer = new UnsafeRowWriter(FIELDS, 256);

    SortedRuns() {
        try {
            sorter = UnsafeExternalRowSorter.createWithRecordComparator(
                    SCHEMA, EntityThenTime::new, PrefixComparators.LONG, new EntityHash(), PAGE, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void insert(EntityBytes entity, long time, UnsafeRow row) {
        insert(entity.bytes(), entity.length(), time, row);
    }

    /** Inserts a row that belongs to no entity, because a key or its time is null. */
    void insertWithoutEntity(UnsafeRow row) {
        insert(NO_ENTITY, 0, 0, row);
    }

    private void insert(byte[] entity, int length, long time, UnsafeRow row) {
        writer.reset();
        writer.zeroOutNullBytes();
        writer.write(ENTITY, entity, 0, length);
        writer.write(TIME, time);
        writer.write(ROW, row.getBytes());
        try {
            sorter.insertRow(writer.getRow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sorts the inserted rows.
     *
     * @param columns the number of columns of a row
     */
    Cursor sorted(int columns) {
        try {
            return new Cursor(sorter.sort(), columns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the rows in order. */
    static final class Cursor {
        private final scala.collection.Iterator<InternalRow> rows;
        private final UnsafeRow row;
        private UnsafeRow record = new UnsafeRow(FIELDS);

        private Cursor(scala.collection.Iterator<InternalRow> rows, int columns) {
            this.rows = rows;
            this.row = new UnsafeRow(columns);
        }

        boolean advance() {
            if (!rows.hasNext()) {
                return false;
            }
            record = (UnsafeRow) rows.next();
            return true;
        }

        long time() {
            return record.getLong(TIME);
        }

        boolean hasEntity() {
            return length(record, ENTITY) > 0;
        }

        /** The current row; valid until the next advance. */
        UnsafeRow row() {
            row.pointTo(record.getBaseObject(), start(record, ROW), length(record, ROW));
            return row;
        }

        /** Copies the bytes of the entity, so that they outlive the next advance. */
        byte[] entity() {
            return record.getBinary(ENTITY);
        }

        int compareEntity(byte[] other) {
            return compareEntities(
                    record.getBaseObject(),
                    start(record, ENTITY),
                    length(record, ENTITY),
                    other,
                    Platform.BYTE_ARRAY_OFFSET,
                    other.length);
        }
    }

    private static long start(UnsafeRow record, int field) {
        return record.getBaseOffset() + (record.getLong(field) >>> 32);
    }

    private static int length(UnsafeRow record, int field) {
        return (int) record.getLong(field);
    }

    private static int compareEntities(
            Object left, long leftOffset, int leftLength, Object right, long rightOffset, int rightLength) {
        int byHash = Long.compare(hash(left, leftOffset, leftLength), hash(right, rightOffset, rightLength));
        return byHash != 0 ? byHash : compareBytes(left, leftOffset, leftLength, right, rightOffset, rightLength);
    }

    private static long hash(Object base, long offset, int length) {
        return Murmur3_x86_32.hashUnsafeWords(base, offset, length, 17);
    }

    private static int compareBytes(
            Object left, long leftOffset, int leftLength, Object right, long rightOffset, int rightLength) {
        if (leftLength != rightLength) {
            return Integer.compare(leftLength, rightLength);
        }
        for (int at = 0; at < leftLength; at += 8) {
            int byWord =
                    Long.compare(Platform.getLong(left, leftOffset + at), Platform.getLong(right, rightOffset + at));
            if (byWord != 0) {
                return byWord;
            }
        }
        return 0;
    }

    /** The hash is the sorter's prefix, which decides most comparisons. */
    private static final class EntityHash extends UnsafeExternalRowSorter.PrefixComputer {
        private final Prefix prefix = new Prefix();

        @Override
        public Prefix computePrefix(InternalRow row) {
            UnsafeRow record = (UnsafeRow) row;
            prefix.value = hash(record.getBaseObject(), start(record, ENTITY), length(record, ENTITY));
            return prefix;
        }
    }

    /** Compares rows whose hashes are equal. */
    private static final class EntityThenTime extends RecordComparator {
        @Override
        public int compare(
                Object left, long leftOffset, int leftLength, Object right, long rightOffset, int rightLength) {
            long leftEntity = Platform.getLong(left, leftOffset + WORDS);
            long rightEntity = Platform.getLong(right, rightOffset + WORDS);
            int byEntity = compareBytes(
                    left,
                    leftOffset + (leftEntity >>> 32),
                    (int) leftEntity,
                    right,
                    rightOffset + (rightEntity >>> 32),
                    (int) rightEntity);
            return byEntity != 0
                    ? byEntity
                    : Long.compare(
                            Platform.getLong(left, leftOffset + WORDS + 8L * TIME),
                            Platform.getLong(right, rightOffset + WORDS + 8L * TIME));
        }
    }
}
