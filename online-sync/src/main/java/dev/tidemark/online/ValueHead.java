package dev.tidemark.online;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The part of a stored value that identifies its row: everything before the features.
 *
 * @param eventTimestamp microseconds since the epoch, UTC
 * @param writtenAt the row's {@code created_at}, in the same unit
 */
public record ValueHead(long eventTimestamp, long writtenAt) {
    /** The number of bytes in a head. */
    public static final int LENGTH = ValueFormat.WRITTEN_AT_OFFSET + Long.BYTES;

    private static final byte MAP_OF_THREE = (byte) 0x83;
    private static final byte INT64 = (byte) 0xd3;

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

    /** The bytes with which a value of this row begins. */
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
        if (value.length < LENGTH) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value, 0, LENGTH);
        ValueHead head = new ValueHead(
                bytes.getLong(ValueFormat.EVENT_TIMESTAMP_OFFSET), bytes.getLong(ValueFormat.WRITTEN_AT_OFFSET));
        return ByteBuffer.wrap(head.bytes()).equals(bytes) ? Optional.of(head) : Optional.empty();
    }
}
