package dev.tidemark.online;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads one feature's value by its declared type. A value of another type, or a list with an element of another type,
 * is skipped and becomes null.
 */
final class FeatureValueReader {
    private FeatureValueReader() {}

    static @Nullable Object read(MessageUnpacker unpacker, FeatureType type, int length) throws IOException {
        ValueType stored = unpacker.getNextFormat().getValueType();
        if (stored == ValueType.NIL || !fits(stored, type)) {
            unpacker.skipValue();
            return null;
        }
        return switch (type) {
            case ScalarType scalar -> scalar(unpacker, scalar, length);
            case ListType list -> {
                int size = ValueFormat.bounded(unpacker.unpackArrayHeader(), length);
                List<@Nullable Object> items = new ArrayList<>(size);
                int misfits = 0;
                for (int position = 0; position < size; position++) {
                    boolean isNull = unpacker.getNextFormat().getValueType() == ValueType.NIL;
                    Object item = read(unpacker, list.element(), length);
                    items.add(item);
                    misfits += item == null && !isNull ? 1 : 0;
                }
                // A list without its misfits would be another list.
                yield misfits == 0 ? Collections.unmodifiableList(items) : null;
            }
        };
    }

    private static @Nullable Object scalar(MessageUnpacker unpacker, ScalarType type, int length) throws IOException {
        return switch (type) {
            case BOOL -> unpacker.unpackBoolean();
            case INT32 -> int32(unpacker.unpackLong());
            case INT64 -> unpacker.unpackLong();
            case FLOAT32 -> float32(unpacker.unpackDouble());
            case FLOAT64 -> unpacker.unpackDouble();
            case STRING -> unpacker.unpackString();
            case BYTES -> unpacker.readPayload(ValueFormat.bounded(unpacker.unpackBinaryHeader(), length));
            case TIMESTAMP -> Microseconds.toInstant(unpacker.unpackLong());
        };
    }

    private static @Nullable Integer int32(long number) {
        return number == (int) number ? (int) number : null;
    }

    private static @Nullable Float float32(double number) {
        return Float.isInfinite((float) number) && !Double.isInfinite(number) ? null : (Float) (float) number;
    }

    private static boolean fits(ValueType stored, FeatureType type) {
        return switch (type) {
            case ListType list -> stored == ValueType.ARRAY;
            case ScalarType scalar ->
                switch (scalar) {
                    case BOOL -> stored == ValueType.BOOLEAN;
                    case INT32, INT64, TIMESTAMP -> stored == ValueType.INTEGER;
                    case FLOAT32, FLOAT64 -> stored == ValueType.FLOAT;
                    case STRING -> stored == ValueType.STRING;
                    case BYTES -> stored == ValueType.BINARY;
                };
        };
    }
}
