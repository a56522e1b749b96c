package dev.tidemark.online;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageTypeException;

/**
 * The format of values in the online store: the MessagePack map <code>{"event_timestamp": int, "written_at": int,
 * "later": bytes, "changes": bytes, "features": {name: value}}</code>, of which {@link #LATER} and {@link #CHANGES} are
 * only there if there is something to tell.
 *
 * <p>Both timestamps are microseconds since the epoch, UTC, always in the nine-byte form {@code 0xd3}, and the map's
 * order is fixed. They are therefore always at {@link #EVENT_TIMESTAMP_OFFSET} and {@link #WRITTEN_AT_OFFSET}, where
 * Redis compares them.
 */
public final class ValueFormat {
    /** The offset of the eight bytes of the event time: after the map's header, the name and the type byte. */
    public static final int EVENT_TIMESTAMP_OFFSET = 18;

    /** The offset of the eight bytes of the written time. */
    public static final int WRITTEN_AT_OFFSET = 38;

    /** The entry with the bytes of {@link ChangesToCome}. */
    public static final String CHANGES = "changes";

    /** The entry with the rows that lay ahead when the value was written: a length of four bytes and the row, each. */
    public static final String LATER = "later";

    private static final byte INT64 = (byte) 0xd3;
    private static final byte BIN32 = (byte) 0xc6;

    /** No group has more features than this; a larger map is not a value of this format. */
    private static final int MOST_FEATURES = 65_536;

    private ValueFormat() {}

    public static byte[] encode(FeatureGroup group, FeatureRow row) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            ChangesToCome changes = row.changes();
            packer.packMapHeader(changes == null ? 3 : 4);
            packTime(packer, "event_timestamp", row.eventTimestamp());
            packTime(packer, "written_at", row.createdAt());
            if (changes != null) {
                packer.packString(CHANGES);
                byte[] bytes = changes.bytes();
                packer.writePayload(ByteBuffer.allocate(1 + Integer.BYTES)
                        .put(BIN32)
                        .putInt(bytes.length)
                        .array());
                packer.writePayload(bytes);
            }
            packer.packString("features");
            List<Feature> features = group.features();
            packer.packMapHeader(features.size());
            for (int position = 0; position < features.size(); position++) {
                packer.packString(features.get(position).name());
                pack(packer, row.values().get(position));
            }
            return packer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
    }

    /** Encodes one feature's value as it is in a row. */
    public static byte[] encode(Object value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, value);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
    }

    private static void packTime(MessagePacker packer, String name, Instant instant) throws IOException {
        packer.packString(name);
        byte[] fixed = new byte[9];
        fixed[0] = INT64;
        long micros = Microseconds.of(instant);
        for (int position = 8; position > 0; position--) {
            fixed[position] = (byte) micros;
            micros >>= 8;
        }
        packer.writePayload(fixed);
    }

    private static void pack(MessagePacker packer, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> packer.packNil();
            case Boolean flag -> packer.packBoolean(flag);
            case Integer number -> packer.packInt(number);
            case Long number -> packer.packLong(number);
            case Float number -> packer.packFloat(number);
            case Double number -> packer.packDouble(number);
            case String text -> packer.packString(text);
            case byte[] bytes -> {
                packer.packBinaryHeader(bytes.length);
                packer.writePayload(bytes);
            }
            case Instant instant -> packer.packLong(Microseconds.of(instant));
            case List<?> list -> {
                packer.packArrayHeader(list.size());
                for (Object item : list) {
                    pack(packer, item);
                }
            }
            default -> throw new IllegalArgumentException("No feature value: " + value.getClass());
        }
    }

    /**
     * Reads the row at the front of a stored value; features that the group does not have are skipped.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE if the bytes are not a value of this format
     */
    public static StoredRow decode(FeatureGroup group, byte[] value) {
        return read(group, value, () -> new ValueReader(group, value).read().row());
    }

    /**
     * Answers a request for an entity at an instant.
     *
     * @param value as it is stored, null if there is none
     * @param now in microseconds since the epoch, UTC
     * @throws FeatureStoreException with code CORRUPT_VALUE if the bytes are not a value of this format
     */
    public static OnlineFeatures answer(
            FeatureGroup group, EntityKey key, byte @Nullable [] value, List<Feature> features, long now) {
        if (value == null) {
            return StoredRow.notFound(key, features);
        }
        long holdUntil = HeldRows.holdUntil(group, now);
        return read(group, value, () -> {
            StoredRow row = held(group, value, holdUntil);
            return row.eventTimestamp() > holdUntil
                    ? StoredRow.notFound(key, features)
                    : row.answer(group, key, features, now);
        });
    }

    private static StoredRow held(FeatureGroup group, byte[] value, long holdUntil) throws IOException {
        ValueReader.Front front = new ValueReader(group, value).read();
        byte[] later = front.later();
        int found = HeldRows.find(later, 0, later.length, holdUntil);
        if (found < 0) {
            return front.row();
        }
        int length = ByteBuffer.wrap(later).getInt(found - Integer.BYTES);
        return new ValueReader(group, Arrays.copyOfRange(later, found, found + length))
                .read()
                .row();
    }

    /** Something that is read from bytes. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(FeatureGroup group, byte[] value, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException | RuntimeException e) {
            throw new FeatureStoreException(
                    ErrorCode.CORRUPT_VALUE,
                    "A stored value of feature group '%s' (%d bytes) cannot be read: %s"
                            .formatted(group.name(), value.length, e.getMessage()),
                    e);
        }
    }

    /** Limits a header's count, which may claim more than any value can hold, so that nothing is allocated for it. */
    static int bounded(int claimed, int length) {
        if (claimed < 0 || claimed > length || claimed > MOST_FEATURES) {
            throw new MessageTypeException("it claims %d entries in %d bytes".formatted(claimed, length));
        }
        return claimed;
    }
}
