package dev.tidemark.server.answer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at their end and keep their memory for the next answer. For one thread at a time. */
public final class ByteOutput {
    private byte[] bytes;
    private int size;

    public ByteOutput(int capacity) {
        bytes = new byte[capacity];
    }

    /** The memory itself; valid up to {@link #size} and until the next write. */
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return bytes.length;
    }

    public void clear() {
        size = 0;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void put(int value) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) value;
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Writes text of ASCII letters only. */
    @SuppressWarnings("deprecation") // the only copy of ASCII letters that needs no array in between
    void ascii(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, size);
        size += length;
    }

    void utf8(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the lowest bytes of a number, the highest of them first. */
    void bigEndian(long value, int count) {
        reserve(count);
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >> shift);
        }
    }

    /**
     * Makes room behind {@link #size}; returns the memory. What was written there counts once {@link #fillTo} tells so.
     */
    byte[] room(int length) {
        reserve(length);
        return bytes;
    }

    /** @param end behind what was written, at most as far as there was room */
    void fillTo(int end) {
        size = end;
    }

    private void reserve(int length) {
        if (bytes.length - size < length) {
            grow(length);
        }
    }

    private void grow(int length) {
        bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, length), Math.min(bytes.length, 1 << 29) * 2));
    }
}
