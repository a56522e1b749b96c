package dev.tidemark.online;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageTypeException;
import org.msgpack.core.MessageUnpacker;

/** One read of a stored value. Its entries may come in any order; unknown ones are skipped. */
final class ValueReader {
    private static final byte[] NOTHING = new byte[0];

    private final byte[] value;
    private final Map<String, Feature> features = new HashMap<>();
    private final Map<String, @Nullable Object> values = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private @Nullable Long eventTimestamp;
    private @Nullable Long writtenAt;
    private @Nullable ChangesToCome changes;
    private byte[] later = NOTHING;
    private boolean hasFeatures;

    ValueReader(FeatureGroup group, byte[] value) {
        this.value = value;
        group.features().forEach(feature -> features.put(feature.name(), feature));
    }

    /**
     * The row at the front of a value.
     *
     * @param later the content of the entry with the rows after it, empty if there are none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Front(StoredRow row, byte[] later) {}

    Front read() throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(value)) {
            int entries = ValueFormat.bounded(unpacker.unpackMapHeader(), value.length);
            for (int entry = 0; entry < entries; entry++) {
                entry(unpacker);
            }
            Long event = eventTimestamp;
            Long written = writtenAt;
            if (event == null || written == null || !hasFeatures || unpacker.hasNext()) {
                throw new MessageTypeException(
                        "it lacks event_timestamp, written_at or features, or has bytes behind its end");
            }
            return new Front(new StoredRow(event, written, values, following(event)), later);
        }
    }

    private void entry(MessageUnpacker unpacker) throws IOException {
        switch (unpacker.unpackString()) {
            case "event_timestamp" -> eventTimestamp = unpacker.unpackLong();
            case "written_at" -> writtenAt = unpacker.unpackLong();
            case "features" -> features(unpacker);
            case ValueFormat.CHANGES -> changes = ChangesToCome.of(binary(unpacker));
            case ValueFormat.LATER -> later = binary(unpacker);
            default -> unpacker.skipValue();
        }
    }

    private void features(MessageUnpacker unpacker) throws IOException {
        hasFeatures = true;
        int count = ValueFormat.bounded(unpacker.unpackMapHeader(), value.length);
        for (int number = 0; number < count; number++) {
            String name = unpacker.unpackString();
            names.add(name);
            Feature feature = features.get(name);
            if (feature == null) {
                unpacker.skipValue();
            } else {
                values.put(name, FeatureValueReader.read(unpacker, feature.type(), value.length));
            }
        }
    }

    private byte[] binary(MessageUnpacker unpacker) throws IOException {
        int length = unpacker.unpackBinaryHeader();
        if (length < 0 || length > value.length) {
            throw new MessageTypeException("it claims %d bytes in %d".formatted(length, value.length));
        }
        return unpacker.readPayload(length);
    }

    private StoredRow.@Nullable Following following(long event) {
        ChangesToCome found = changes;
        if (found == null) {
            return null;
        }
        if (found.base() != event) {
            throw new MessageTypeException(
                    "its changes follow an event time of %d, its row has %d".formatted(found.base(), event));
        }
        return new StoredRow.Following(found, names);
    }
}
