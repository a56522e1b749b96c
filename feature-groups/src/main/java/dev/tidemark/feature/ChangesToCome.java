package dev.tidemark.feature;

import dev.tidemark.packed.PackedInput;
import dev.tidemark.time.Microseconds;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The values that a row's features will have later if nothing else happens: events leave windows at instants that are
 * known in advance.
 *
 * <p>Features that change together form a track. A track has the instants of its changes, and at each of them the
 * values of all of its features, which hold until its next change. From {@link #knownUntil} on no value is known.
 * Instants are microseconds since the epoch, UTC.
 *
 * <p>The bytes are the same in feature tables and in the online store; {@code docs/reference/formats.md} specifies
 * them. This class reads them for tests and for stores in memory; the server looks into the bytes instead.
 */
public final class ChangesToCome {
    /** The first byte. */
    public static final int VERSION = 1;

    /** The bytes of an instant, as a distance from the row's event time. */
    public static final int INSTANT_WIDTH = 6;

    /** The bytes before the first track. */
    public static final int HEAD_LENGTH = 1 + Long.BYTES + Long.BYTES + Short.BYTES;

    /** The greatest distance of a change from its row: almost nine years. */
    static final long FURTHEST = (1L << (INSTANT_WIDTH * Byte.SIZE)) - 1;

    private final byte[] bytes;
    private final long knownUntil;
    private final long base;
    private final List<Track> tracks;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Track(int[] positions, long[] instants, int[] offsets, byte[] values) {
        /** Returns the number of the last change at or before an instant, -1 if there is none. */
        int last(long instant) {
            int found = Arrays.binarySearch(instants, instant);
            return found >= 0 ? found : -found - 2;
        }

        int end(int change) {
            return change + 1 < offsets.length ? offsets[change + 1] : values.length;
        }
    }

    private ChangesToCome(byte[] bytes) {
        this.bytes = bytes;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int version = in.get() & 0xff;
        check(version == VERSION, "it has version %d, expected %d".formatted(version, VERSION));
        knownUntil = in.getLong();
        base = in.getLong();
        int count = in.getShort() & 0xffff;
        List<Track> read = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            read.add(track(in, base));
        }
        check(!in.hasRemaining(), "it has %d bytes behind its end".formatted(in.remaining()));
        tracks = Collections.unmodifiableList(read);
    }

    private static Track track(ByteBuffer in, long base) {
        int[] positions = new int[bounded(in.getShort() & 0xffff, Short.BYTES, in)];
        Arrays.setAll(positions, number -> in.getShort() & 0xffff);
        long[] instants = new long[bounded(in.getInt(), INSTANT_WIDTH + Integer.BYTES, in)];
        for (int change = 0; change < instants.length; change++) {
            instants[change] = base + (((in.getShort() & 0xffffL) << Integer.SIZE) | (in.getInt() & 0xffff_ffffL));
            check(change == 0 || instants[change] > instants[change - 1], "its instants do not ascend");
        }
        int[] offsets = new int[instants.length];
        Arrays.setAll(offsets, change -> in.getInt());
        byte[] values = new byte[bounded(in.getInt(), 1, in)];
        in.get(values);
        for (int change = 0; change < offsets.length; change++) {
            int least = change == 0 ? 0 : offsets[change - 1];
            check(offsets[change] >= least && offsets[change] <= values.length, "it has values at no place");
        }
        return new Track(positions, instants, offsets, values);
    }

    private static int bounded(int count, int width, ByteBuffer in) {
        check(count >= 0 && count <= in.remaining() / width, "it claims %d entries".formatted(count));
        return count;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("Invalid changes to come: " + otherwise);
        }
    }

    /**
     * Begins to write changes.
     *
     * @param base the event time of the row that they follow
     */
    public static ChangesWriter writer(long base) {
        return new ChangesWriter(base);
    }

    /**
     * Reads the byte form.
     *
     * @throws IllegalArgumentException if the bytes are not changes to come
     */
    public static ChangesToCome of(byte[] bytes) {
        try {
            return new ChangesToCome(bytes.clone());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "Invalid changes to come: their %d bytes end early".formatted(bytes.length), e);
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first instant at which no value is known any more; {@link Long#MAX_VALUE} if all changes are there. */
    public long knownUntil() {
        return knownUntil;
    }

    /** The event time of the row that these changes follow. */
    public long base() {
        return base;
    }

    /** The instant of the last change; empty if there is none. */
    public OptionalLong lastChange() {
        return tracks.stream()
                .filter(track -> track.instants.length > 0)
                .mapToLong(track -> track.instants[track.instants.length - 1])
                .max();
    }

    /** The greatest instant of the row and of its changes up to an instant. */
    public long eventTime(long instant) {
        long newest = base;
        for (Track track : tracks) {
            int change = track.last(instant);
            if (change >= 0) {
                newest = Math.max(newest, track.instants[change]);
            }
        }
        return newest;
    }

    /**
     * Returns the values that hold at an instant before {@link #knownUntil}.
     *
     * @param values of the row, in the order of the group's features
     * @param types of these features; a value of another type becomes null
     * @throws IllegalArgumentException if the bytes of a value are broken
     */
    public List<@Nullable Object> apply(
            List<? extends @Nullable Object> values, List<FeatureType> types, long instant) {
        List<@Nullable Object> held = new ArrayList<>(values);
        for (Track track : tracks) {
            int change = track.last(instant);
            if (change >= 0) {
                PackedInput in = new PackedInput(track.values, track.offsets[change], track.end(change));
                for (int position : track.positions) {
                    Object value = in.value();
                    if (position < held.size()) {
                        held.set(position, value == null ? null : fitted(types.get(position), value));
                    }
                }
                check(in.isAtEnd(), "a change has more values than its track has features");
            }
        }
        return Collections.unmodifiableList(held);
    }

    private static @Nullable Object fitted(FeatureType type, Object value) {
        return switch (type) {
            case ScalarType scalar -> fitted(scalar, value);
            case ListType list -> value instanceof List<?> items ? fitted(list.element(), items) : null;
        };
    }

    private static @Nullable List<@Nullable Object> fitted(ScalarType element, List<?> items) {
        List<@Nullable Object> fitted = new ArrayList<>(items.size());
        for (Object item : items) {
            Object fit = item == null ? null : fitted(element, item);
            if (item != null && fit == null) {
                // A list without its misfits would be another list.
                return null;
            }
            fitted.add(fit);
        }
        return Collections.unmodifiableList(fitted);
    }

    private static @Nullable Object fitted(ScalarType type, Object value) {
        return switch (type) {
            case INT32 ->
                value instanceof Long number && number == number.intValue() ? (Integer) number.intValue() : null;
            case TIMESTAMP -> value instanceof Long number ? Microseconds.toInstant(number) : null;
            case FLOAT64 -> value instanceof Float || value instanceof Double ? ((Number) value).doubleValue() : null;
            case FLOAT32 -> value instanceof Float || value instanceof Double ? float32((Number) value) : null;
            case BOOL, INT64, STRING, BYTES -> type.accepts(value) ? value : null;
        };
    }

    private static @Nullable Float float32(Number number) {
        float rounded = number.floatValue();
        return Float.isInfinite(rounded) && !Double.isInfinite(number.doubleValue()) ? null : (Float) rounded;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChangesToCome that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ChangesToCome[base=%d, knownUntil=%d, tracks=%d, %d bytes]"
                .formatted(base, knownUntil, tracks.size(), bytes.length);
    }
}
