package dev.tidemark.packed;

import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that grow at their end: numbers of fixed width, and feature values in the shortest MessagePack form. Not
 * thread-safe.
 */
public final class PackedOutput {
    private static final int NIL = 0xc0;
    private static final int FALSE = 0xc2;
    private static final int TRUE = 0xc3;
    private static final int BINARY = 0xc4;
    private static final int FLOAT32 = 0xca;
    private static final int FLOAT64 = 0xcb;
    private static final int UNSIGNED = 0xcc;
    private static final int SIGNED = 0xd0;
    private static final int TEXT = 0xd9;
    private static final int LIST = 0xdc;

    private byte[] bytes;
    private int size;

    public PackedOutput(int capacity) {
        bytes = new byte[Math.max(capacity, 16)];
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Appends the lowest bytes of a number, the highest of them first. */
    public PackedOutput bigEndian(long number, int width) {
        reserve(width);
        for (int shift = (width - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (number >> shift);
        }
        return this;
    }

    public PackedOutput raw(byte[] source) {
        return raw(source, 0, source.length);
    }

    /** Appends the first bytes of another output. */
    public PackedOutput raw(PackedOutput source, int length) {
        return raw(source.bytes, 0, length);
    }

    private PackedOutput raw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /**
     * Appends a feature's value; its class is one of those of a row's values.
     *
     * @throws IllegalArgumentException if it is of another class
     */
    public PackedOutput value(@Nullable Object value) {
        return switch (value) {
            case null -> bigEndian(NIL, 1);
            case Boolean flag -> bigEndian(flag ? TRUE : FALSE, 1);
            case Integer number -> whole(number);
            case Long number -> whole(number);
            case Float number -> bigEndian(FLOAT32, 1).bigEndian(Float.floatToRawIntBits(number), Float.BYTES);
            case Double number -> bigEndian(FLOAT64, 1).bigEndian(Double.doubleToRawLongBits(number), Double.BYTES);
            case String text -> text(text.getBytes(StandardCharsets.UTF_8));
            case byte[] binary -> sized(BINARY, binary.length, 1).raw(binary);
            case Instant instant -> whole(Microseconds.of(instant));
            case List<?> list -> list(list);
            default ->
                throw new IllegalArgumentException(
                        "Invalid feature value of class %s: expected the class of a feature type"
                                .formatted(value.getClass().getName()));
        };
    }

    private PackedOutput whole(long number) {
        if (number >= -32 && number <= 127) {
            return bigEndian(number, 1);
        }
        if (number > 0) {
            int width = number <= 0xff ? 0 : number <= 0xffff ? 1 : number <= 0xffff_ffffL ? 2 : 3;
            return bigEndian(UNSIGNED + width, 1).bigEndian(number, 1 << width);
        }
        int width = number >= Byte.MIN_VALUE ? 0 : number >= Short.MIN_VALUE ? 1 : number >= Integer.MIN_VALUE ? 2 : 3;
        return bigEndian(SIGNED + width, 1).bigEndian(number, 1 << width);
    }

    private PackedOutput text(byte[] text) {
        return (text.length < 32 ? bigEndian(0xa0 | text.length, 1) : sized(TEXT, text.length, 1)).raw(text);
    }

    private PackedOutput list(List<?> list) {
        PackedOutput out = list.size() < 16 ? bigEndian(0x90 | list.size(), 1) : sized(LIST, list.size(), 2);
        for (Object item : list) {
            out.value(item);
        }
        return out;
    }

    /** The header of a text, of bytes or of a list, whose size has one, two or four bytes. */
    private PackedOutput sized(int narrowest, int length, int narrowestWidth) {
        int code = narrowest;
        int width = narrowestWidth;
        while (width < Integer.BYTES && length >>> (width * Byte.SIZE) != 0) {
            code++;
            width <<= 1;
        }
        return bigEndian(code, 1).bigEndian(length, width);
    }

    private void reserve(int length) {
        if (bytes.length - size < length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), Math.min(bytes.length, 1 << 29) * 2));
        }
    }
}
