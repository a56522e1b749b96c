package dev.tidemark.packed;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in any MessagePack form, one after the other. Nothing is allocated for more than the bytes hold. Not
 * thread-safe.
 */
public final class PackedInput {
    /** The value of a map or an extension, which no feature has. */
    public static final Object FOREIGN = new Object();

    /** No value of a feature is nested deeper. */
    private static final int DEEPEST = 16;

    private final ByteBuffer bytes;

    /** @param from where the first value begins */
    public PackedInput(byte[] bytes, int from, int end) {
        if (from < 0 || end > bytes.length || from > end) {
            throw broken();
        }
        this.bytes = ByteBuffer.wrap(bytes, from, end - from);
    }

    /**
     * Reads the next value: a {@code Boolean}, {@code Long}, {@code Float}, {@code Double}, {@code String},
     * {@code byte[]} or {@code List} of these, null for nil, or {@link #FOREIGN}.
     *
     * @throws IllegalArgumentException if the bytes are not a value
     */
    public @Nullable Object value() {
        try {
            return value(DEEPEST);
        } catch (BufferUnderflowException e) {
            throw broken();
        }
    }

    /** Returns true if there is no further value. */
    public boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    private static IllegalArgumentException broken() {
        return new IllegalArgumentException("its values end early");
    }

    private @Nullable Object value(int depth) {
        int head = bytes.get() & 0xff;
        if (head <= 0x7f || head >= 0xe0) {
            return (long) (byte) head;
        }
        if (head <= 0x8f) {
            return map(head & 0xf, depth);
        }
        if (head <= 0x9f) {
            return list(head & 0xf, depth);
        }
        if (head <= 0xbf) {
            return text(head & 0x1f);
        }
        return switch (head) {
            case 0xc0 -> null;
            case 0xc2, 0xc3 -> head == 0xc3;
            case 0xc4, 0xc5, 0xc6 -> payload(length(1 << (head - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> foreign(length(1 << (head - 0xc7)) + 1L);
            case 0xca -> bytes.getFloat();
            case 0xcb -> bytes.getDouble();
            case 0xcc, 0xcd, 0xce, 0xcf -> unsigned(1 << (head - 0xcc));
            case 0xd0 -> (long) bytes.get();
            case 0xd1 -> (long) bytes.getShort();
            case 0xd2 -> (long) bytes.getInt();
            case 0xd3 -> bytes.getLong();
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> foreign(1L + (1L << (head - 0xd4)));
            case 0xd9, 0xda, 0xdb -> text(length(1 << (head - 0xd9)));
            case 0xdc, 0xdd -> list(length(2 << (head - 0xdc)), depth);
            case 0xde, 0xdf -> map(length(2 << (head - 0xde)), depth);
            default ->
                throw new IllegalArgumentException("it has the byte %02x, which begins no value".formatted(head));
        };
    }

    private long unsigned(int width) {
        long number = switch (width) {
            case 1 -> bytes.get() & 0xffL;
            case 2 -> bytes.getShort() & 0xffffL;
            case 4 -> bytes.getInt() & 0xffff_ffffL;
            default -> bytes.getLong();
        };
        if (number < 0) {
            throw new IllegalArgumentException("it has a whole number beyond 64 bits with a sign");
        }
        return number;
    }

    private int length(int width) {
        return checked(unsigned(width));
    }

    /** Every element and every byte needs at least one byte: a larger claim is broken. */
    private int checked(long claimed) {
        if (claimed > bytes.remaining()) {
            throw broken();
        }
        return (int) claimed;
    }

    private Object foreign(long length) {
        bytes.position(bytes.position() + checked(length));
        return FOREIGN;
    }

    private String text(int length) {
        return new String(payload(length), StandardCharsets.UTF_8);
    }

    private byte[] payload(int length) {
        byte[] payload = new byte[checked(length)];
        bytes.get(payload);
        return payload;
    }

    private List<@Nullable Object> list(int size, int depth) {
        List<@Nullable Object> items = new ArrayList<>(checked(size));
        for (int position = 0; position < size; position++) {
            items.add(value(deeper(depth)));
        }
        return Collections.unmodifiableList(items);
    }

    private Object map(int entries, int depth) {
        for (int item = 0; item < 2 * entries; item++) {
            value(deeper(depth));
        }
        return FOREIGN;
    }

    private static int deeper(int depth) {
        if (depth == 0) {
            throw new IllegalArgumentException("it has lists within lists, more than %d deep".formatted(DEEPEST));
        }
        return depth - 1;
    }
}
