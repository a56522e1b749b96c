package dev.tidemark.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.BytesInput;

/**
 * A page while it is being encoded by the Parquet format's encodings (parquet-format, Encodings.md). Reused from page
 * to page; not thread-safe.
 */
final class PageBytes {
    /** The number of values in a unit of a bit-packed run. */
    private static final int GROUP = 8;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    void clear() {
        bytes.clear();
    }

    /** Returns the bytes so far; valid until the next call of any method. */
    BytesInput input() {
        return BytesInput.from(bytes.array(), 0, bytes.position());
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes = larger.put(bytes.flip());
        }
        return bytes;
    }

    /** Writes one definition level for all rows: a run, after its length. */
    void putLevels(int rows, int level) {
        int start = beginLevels(0);
        putVariable(rows << 1);
        bytes.put((byte) level);
        endLevels(start);
    }

    /** Writes definition level 0 for each null and 1 for other rows, bit-packed, after their length. */
    void putLevelsExcept(byte[] nulls, int rows) {
        int groups = (rows + GROUP - 1) / GROUP;
        int start = beginLevels(groups);
        putVariable((groups << 1) | 1);
        for (int at = 0; at < groups; at++) {
            bytes.put((byte) ~nulls[at]);
        }
        endLevels(start);
    }

    private int beginLevels(int more) {
        int start = room(16 + more).position();
        bytes.putInt(0);
        return start;
    }

    private void endLevels(int start) {
        bytes.putInt(start, bytes.position() - start - Integer.BYTES);
    }

    /** Writes indexes into the dictionary: their width in bits, then one run. */
    void putNumbers(int[] numbers, int count, int greatest) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(greatest);
        int groups = (count + GROUP - 1) / GROUP;
        room(16 + groups * width).put((byte) width);
        if (width == 0) {
            putVariable(count << 1);
            return;
        }
        putVariable((groups << 1) | 1);
        long pending = 0;
        int bits = 0;
        for (int at = 0; at < groups * GROUP; at++) {
            pending |= (at < count ? (long) numbers[at] : 0) << bits;
            bits += width;
            while (bits >= Byte.SIZE) {
                bytes.put((byte) pending);
                pending >>>= Byte.SIZE;
                bits -= Byte.SIZE;
            }
        }
    }

    void putLongs(long[] words, int count) {
        room(count * Long.BYTES).asLongBuffer().put(words, 0, count);
        bytes.position(bytes.position() + count * Long.BYTES);
    }

    void putInts(long[] words, int count) {
        room(count * Integer.BYTES);
        for (int at = 0; at < count; at++) {
            bytes.putInt((int) words[at]);
        }
    }

    void putFlags(long[] words, int count) {
        room(count / Byte.SIZE + 1);
        for (int at = 0; at < count; at += Byte.SIZE) {
            int flags = 0;
            for (int bit = 0; bit < Byte.SIZE && at + bit < count; bit++) {
                flags |= (words[at + bit] == 0 ? 0 : 1) << bit;
            }
            bytes.put((byte) flags);
        }
    }

    private void putVariable(int value) {
        int left = value;
        while (left >>> 7 != 0) {
            bytes.put((byte) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.put((byte) left);
    }
}
