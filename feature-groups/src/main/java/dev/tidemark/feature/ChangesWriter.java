package dev.tidemark.feature;

import dev.tidemark.packed.PackedOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link ChangesToCome} track by track. Changes that do not fit into the limit of bytes are left out from one
 * instant on, and nothing is known from there. Not thread-safe.
 */
public final class ChangesWriter {
    /** The bytes of a track beside its positions and its changes. */
    private static final int TRACK_LENGTH = Short.BYTES + Integer.BYTES + Integer.BYTES;

    /** The bytes of a change beside its values. */
    private static final int CHANGE_LENGTH = ChangesToCome.INSTANT_WIDTH + Integer.BYTES;

    private final long base;
    private final List<Track> tracks = new ArrayList<>();
    private final BitSet taken = new BitSet();
    private long knownUntil = Long.MAX_VALUE;
    private int maxBytes = Integer.MAX_VALUE;

    private static final class Track {
        private final int[] positions;
        private final PackedOutput values = new PackedOutput(256);
        private long[] instants = new long[16];
        private int[] ends = new int[16];
        private int count;

        Track(int[] positions) {
            this.positions = positions;
        }

        void add(long instant) {
            if (count == instants.length) {
                instants = Arrays.copyOf(instants, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            instants[count] = instant;
            ends[count++] = values.size();
        }

        int changesBefore(long instant) {
            int found = Arrays.binarySearch(instants, 0, count, instant);
            return found >= 0 ? found : -found - 1;
        }

        long length(int changes) {
            return changes == 0
                    ? 0
                    : TRACK_LENGTH
                            + (long) Short.BYTES * positions.length
                            + (long) CHANGE_LENGTH * changes
                            + ends[changes - 1];
        }
    }

    ChangesWriter(long base) {
        this.base = base;
    }

    /**
     * Begins a track.
     *
     * @param positions of its features in the group's definition; a feature is in one track at most
     */
    public ChangesWriter track(int... positions) {
        for (int position : positions) {
            if (position < 0 || position > 0xffff || taken.get(position)) {
                throw new IllegalArgumentException(
                        "Invalid position %d of a feature in a track: expected 0 to 65535, and each once"
                                .formatted(position));
            }
            taken.set(position);
        }
        tracks.add(new Track(positions.clone()));
        return this;
    }

    /**
     * Adds a change to the track that was begun last.
     *
     * @param instant after the row's event time and after the track's change before
     * @param values of all features of the track, in the order of its positions
     */
    public ChangesWriter change(long instant, @Nullable Object... values) {
        Track track = tracks.getLast();
        long before = track.count == 0 ? base : track.instants[track.count - 1];
        if (instant <= before || values.length != track.positions.length) {
            throw new IllegalArgumentException(
                    "Invalid change of %d values at %d: expected %d values at an instant after %d"
                            .formatted(values.length, instant, track.positions.length, before));
        }
        for (Object value : values) {
            track.values.value(value);
        }
        track.add(instant);
        return this;
    }

    /** Sets the first instant at which the values are not known; without it, the changes are all that will happen. */
    public ChangesWriter knownUntil(long instant) {
        knownUntil = instant;
        return this;
    }

    /** Sets a limit for the length of the byte form; the bytes before the first track are always written. */
    public ChangesWriter maxBytes(int limit) {
        maxBytes = limit;
        return this;
    }

    /** Returns the byte form of {@link ChangesToCome}. */
    public byte[] bytes() {
        long until = end();
        PackedOutput out = new PackedOutput((int) Math.min(length(until), 1 << 20))
                .bigEndian(ChangesToCome.VERSION, 1)
                .bigEndian(until, Long.BYTES)
                .bigEndian(base, Long.BYTES)
                .bigEndian(
                        tracks.stream()
                                .filter(track -> track.changesBefore(until) > 0)
                                .count(),
                        Short.BYTES);
        for (Track track : tracks) {
            int changes = track.changesBefore(until);
            if (changes > 0) {
                write(track, changes, out);
            }
        }
        return out.toBytes();
    }

    public ChangesToCome changes() {
        return ChangesToCome.of(bytes());
    }

    private void write(Track track, int changes, PackedOutput out) {
        out.bigEndian(track.positions.length, Short.BYTES);
        for (int position : track.positions) {
            out.bigEndian(position, Short.BYTES);
        }
        out.bigEndian(changes, Integer.BYTES);
        for (int change = 0; change < changes; change++) {
            out.bigEndian(track.instants[change] - base, ChangesToCome.INSTANT_WIDTH);
        }
        for (int change = 0; change < changes; change++) {
            out.bigEndian(change == 0 ? 0 : track.ends[change - 1], Integer.BYTES);
        }
        int end = track.ends[changes - 1];
        out.bigEndian(end, Integer.BYTES).raw(track.values, end);
    }

    /** The first instant from which nothing is written. */
    private long end() {
        long until = knownUntil;
        for (Track track : tracks) {
            for (int change = track.count;
                    change > 0 && track.instants[change - 1] - base > ChangesToCome.FURTHEST;
                    change--) {
                until = Math.min(until, track.instants[change - 1]);
            }
        }
        return length(until) <= maxBytes ? until : lastThatFits(until);
    }

    private long lastThatFits(long until) {
        long[] ends = LongStream.concat(
                        tracks.stream().flatMapToLong(track -> Arrays.stream(track.instants, 0, track.count)),
                        LongStream.of(until))
                .filter(instant -> instant <= until)
                .sorted()
                .distinct()
                .toArray();
        int fits = 0;
        int tooLong = ends.length - 1;
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (length(ends[middle]) <= maxBytes) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return ends[fits];
    }

    private long length(long until) {
        long length = ChangesToCome.HEAD_LENGTH;
        for (Track track : tracks) {
            length += track.length(track.changesBefore(until));
        }
        return length;
    }
}
