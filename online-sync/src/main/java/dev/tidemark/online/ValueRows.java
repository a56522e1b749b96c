package dev.tidemark.online;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a stored value: the one that held when it was written, and those that lay ahead. The guard of the store
 * in memory; the scripts in Redis do the same.
 */
public final class ValueRows {
    /** Between a value's head and the length of its later rows: the entry's name, and the header of bytes. */
    private static final byte[] LATER = {(byte) 0xa5, 'l', 'a', 't', 'e', 'r', (byte) 0xc6};

    private static final int LENGTH_AT = ValueHead.LENGTH + LATER.length;
    private static final int LATER_AT = LENGTH_AT + Integer.BYTES;

    private final List<byte[]> rows;

    private ValueRows(List<byte[]> rows) {
        this.rows = rows;
    }

    /** The rows of a value that has one. */
    public static ValueRows of(byte[] row) {
        return new ValueRows(new ArrayList<>(List.of(row)));
    }

    /** No rows, to which one can be offered. */
    public static ValueRows none() {
        return new ValueRows(new ArrayList<>());
    }

    /** Splits a value, the oldest row first; empty if the bytes are not in the form in which values are written. */
    public static Optional<ValueRows> split(byte[] value) {
        if (!ValueHead.isAt(value, 0)) {
            return Optional.empty();
        }
        if (!hasLaterRows(value)) {
            return Optional.of(of(value));
        }
        int length = value.length < LATER_AT ? -1 : ByteBuffer.wrap(value).getInt(LENGTH_AT);
        if (length < 0 || length > value.length - LATER_AT) {
            return Optional.empty();
        }
        List<byte[]> rows = new ArrayList<>();
        int end = LATER_AT + length;
        byte[] first = ByteBuffer.allocate(value.length - (end - ValueHead.LENGTH))
                .put(value, 0, ValueHead.LENGTH)
                .put(value, end, value.length - end)
                .array();
        first[0]--;
        rows.add(first);
        for (int at = LATER_AT; at < end; ) {
            int size = end - at < Integer.BYTES ? -1 : ByteBuffer.wrap(value).getInt(at);
            at += Integer.BYTES;
            if (size < ValueHead.LENGTH || size > end - at || !ValueHead.isAt(value, at)) {
                return Optional.empty();
            }
            rows.add(Arrays.copyOfRange(value, at, at + size));
            at += size;
        }
        return Optional.of(new ValueRows(rows));
    }

    /** Returns whether a value, of which the first {@link #beginning} bytes suffice, has later rows. */
    public static boolean hasLaterRows(byte[] value) {
        return value.length >= LENGTH_AT && Arrays.equals(value, ValueHead.LENGTH, LENGTH_AT, LATER, 0, LATER.length);
    }

    /** The number of bytes from a value's beginning that tell whether it has later rows. */
    public static int beginning() {
        return LENGTH_AT;
    }

    /**
     * Returns the first bytes of each row of a value, of which {@link ValueHead#read} reads the row's times; those of
     * the value itself if it is not in the form in which values are written.
     *
     * @param value whole, or its {@link #beginning} if it has no later rows
     */
    public static List<byte[]> heads(byte[] value) {
        return split(value).map(found -> found.rows).orElse(List.of(value)).stream()
                .map(row -> Arrays.copyOf(row, Math.min(row.length, ValueHead.LENGTH)))
                .toList();
    }

    /** Takes a row out; returns false if it is not there. */
    public boolean remove(byte[] head) {
        return head.length == ValueHead.LENGTH
                && rows.removeIf(row -> Arrays.equals(row, 1, ValueHead.LENGTH, head, 1, head.length));
    }

    /**
     * Puts a row among the others, and forgets all rows before the newest one that holds.
     *
     * @param holdUntil the greatest event time that counts now
     * @return false if the offered row is not needed, or is there already
     */
    public boolean offer(byte[] row, long holdUntil) {
        ValueHead offered = head(row);
        int place = 0;
        while (place < rows.size() && head(rows.get(place)).eventTimestamp() < offered.eventTimestamp()) {
            place++;
        }
        if (place == rows.size() || head(rows.get(place)).eventTimestamp() > offered.eventTimestamp()) {
            rows.add(place, row);
        } else if (head(rows.get(place)).writtenAt() > offered.writtenAt() || Arrays.equals(rows.get(place), row)) {
            return false;
        } else {
            rows.set(place, row);
        }
        return forgetBefore(holdUntil) <= place;
    }

    /** Forgets all rows before the newest one that holds; returns how many these were. */
    public int forgetBefore(long holdUntil) {
        int first = 0;
        for (int number = 1; number < rows.size(); number++) {
            if (head(rows.get(number)).eventTimestamp() <= holdUntil) {
                first = number;
            }
        }
        rows.subList(0, first).clear();
        return first;
    }

    private static ValueHead head(byte[] row) {
        return ValueHead.read(row).orElseThrow();
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The value with all of the rows, of which there is one at least. */
    public byte[] value() {
        byte[] first = rows.getFirst();
        if (rows.size() == 1) {
            return first;
        }
        int later = rows.stream()
                .skip(1)
                .mapToInt(row -> Integer.BYTES + row.length)
                .sum();
        ByteBuffer value = ByteBuffer.allocate(first.length + LATER.length + Integer.BYTES + later)
                .put(first, 0, ValueHead.LENGTH)
                .put(LATER)
                .putInt(later);
        rows.stream().skip(1).forEach(row -> value.putInt(row.length).put(row));
        value.put(first, ValueHead.LENGTH, first.length - ValueHead.LENGTH);
        value.put(0, (byte) (first[0] + 1));
        return value.array();
    }
}
