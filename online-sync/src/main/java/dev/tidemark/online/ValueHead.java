package dev.tidemark.online;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The part of a stored value that identifies its row: its two times. A map of three to five entries.
 *
 * @param eventTimestamp microseconds since the epoch, UTC
 * @param writtenAt the row's {@code created_at}, in the same unit
 */
public record ValueHead(long eventTimestamp, long writtenAt) {
    /** The number of bytes in a head. */
    public static final int LENGTH = ValueFormat.WRITTEN_AT_OFFSET + Long.BYTES;

    private static final byte MAP_OF_THREE = (byte) 0x83;

    /** The entries besides those that every value has: changes to come and later rows. */
    private static final int MOST_MORE = 2;

    private static final byte INT64 = (byte) 0xd3;
    private static final byte[] BEFORE_EVENT = beforeEventTimestamp();
    private static final byte[] BEFORE_WRITTEN = beforeWrittenAt();

    /** The bytes before the eight bytes of the event time, the same in every value. */
    public static byte[] beforeEventTimestamp() {
        return ByteBuffer.allocate(ValueFormat.EVENT_TIMESTAMP_OFFSET)
                .put(MAP_OF_THREE)
                .put(name("event_timestamp"))
                .put(INT64)
                .array();
    }

    /** The bytes between the two timestamps, the same in every value. */
    public static byte[] beforeWrittenAt() {
        return ByteBuffer.allocate(ValueFormat.WRITTEN_AT_OFFSET - ValueFormat.EVENT_TIMESTAMP_OFFSET - Long.BYTES)
                .put(name("written_at"))
                .put(INT64)
                .array();
    }

    private static byte[] name(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length)
                .put((byte) (0xa0 | text.length))
                .put(text)
                .array();
    }

    /** Returns whether a value begins at a place, in the form in which values are written. */
    static boolean isAt(byte[] bytes, int at) {
        if (at < 0 || bytes.length - at < LENGTH) {
            return false;
        }
        int more = bytes[at] - MAP_OF_THREE;
        return more >= 0
                && more <= MOST_MORE
                && Arrays.equals(bytes, at + 1, at + BEFORE_EVENT.length, BEFORE_EVENT, 1, BEFORE_EVENT.length)
                && Arrays.equals(
                        bytes,
                        at + ValueFormat.EVENT_TIMESTAMP_OFFSET + Long.BYTES,
                        at + ValueFormat.WRITTEN_AT_OFFSET,
                        BEFORE_WRITTEN,
                        0,
                        BEFORE_WRITTEN.length);
    }

    /** The bytes with which a value of this row begins, if it has no more entries than every value. */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(beforeEventTimestamp())
                .putLong(eventTimestamp)
                .put(beforeWrittenAt())
                .putLong(writtenAt)
                .array();
    }

    /** Reads the head of a value; empty if the bytes are not in this format. */
    public static Optional<ValueHead> read(byte[] value) {
        if (!isAt(value, 0)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return Optional.of(new ValueHead(
                bytes.getLong(ValueFormat.EVENT_TIMESTAMP_OFFSET), bytes.getLong(ValueFormat.WRITTEN_AT_OFFSET)));
    }
}
