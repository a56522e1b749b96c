package dev.tidemark.online;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageTypeException;
import org.msgpack.core.MessageUnpacker;

/**
 * The format of values in the online store: the MessagePack map <code>{"event_timestamp": int, "written_at": int,
 * "features": {name: value}}</code>.
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

    private static final byte INT64 = (byte) 0xd3;

    /** No group has more features than this; a larger map is not a value of this format. */
    private static final int MOST_FEATURES = 65_536;

    private ValueFormat() {}

    public static byte[] encode(FeatureGroup group, FeatureRow row) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(3);
            packTime(packer, "event_timestamp", row.eventTimestamp());
            packTime(packer, "written_at", row.createdAt());
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
     * Reads a stored value; features that the group does not have are skipped.
     *
     * @throws FeatureStoreException with code CORRUPT_VALUE if the bytes are not a value of this format
     */
    public static StoredRow decode(FeatureGroup group, byte[] value) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(value)) {
            return decode(group, unpacker, value.length);
        } catch (IOException | RuntimeException e) {
            throw new FeatureStoreException(
                    ErrorCode.CORRUPT_VALUE,
                    "A stored value of feature group '%s' (%d bytes) cannot be read: %s"
                            .formatted(group.name(), value.length, e.getMessage()),
                    e);
        }
    }

    private static StoredRow decode(FeatureGroup group, MessageUnpacker unpacker, int length) throws IOException {
        Map<String, Feature> features = new HashMap<>();
        group.features().forEach(feature -> features.put(feature.name(), feature));
        Long eventTimestamp = null;
        Long writtenAt = null;
        Map<String, @Nullable Object> values = new HashMap<>();
        boolean hasFeatures = false;
        int entries = bounded(unpacker.unpackMapHeader(), length);
        for (int entry = 0; entry < entries; entry++) {
            switch (unpacker.unpackString()) {
                case "event_timestamp" -> eventTimestamp = unpacker.unpackLong();
                case "written_at" -> writtenAt = unpacker.unpackLong();
                case "features" -> {
                    hasFeatures = true;
                    int count = bounded(unpacker.unpackMapHeader(), length);
                    for (int number = 0; number < count; number++) {
                        Feature feature = features.get(unpacker.unpackString());
                        if (feature == null) {
                            unpacker.skipValue();
                        } else {
                            values.put(feature.name(), FeatureValueReader.read(unpacker, feature.type(), length));
                        }
                    }
                }
                default -> unpacker.skipValue();
            }
        }
        if (eventTimestamp == null || writtenAt == null || !hasFeatures || unpacker.hasNext()) {
            throw new MessageTypeException(
                    "it lacks event_timestamp, written_at or features, or has bytes behind its end");
        }
        return new StoredRow(eventTimestamp, writtenAt, values);
    }

    /** Limits a header's count, which may claim more than any value can hold, so that nothing is allocated for it. */
    static int bounded(int claimed, int length) {
        if (claimed < 0 || claimed > length || claimed > MOST_FEATURES) {
            throw new MessageTypeException("it claims %d entries in %d bytes".formatted(claimed, length));
        }
        return claimed;
    }
}
