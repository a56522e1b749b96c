package dev.tidemark.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Windows whose features change together: one window, or all windows that derived features read, with these.
 *
 * @param positions of the features in a row
 * @param hasDerived whether there are derived features among them
 */
@SuppressWarnings("ArrayRecordComponent") // one per change of every entity, and never compared
record ChangeTrack(List<WindowCursor> cursors, int[] positions, boolean hasDerived, WindowProgram program) {

    /** Returns the tracks of a program, the one with the last cursor at the end. */
    static List<ChangeTrack> all(WindowProgram program, List<WindowCursor> cursors) {
        Set<Integer> read = program.readByDerived();
        List<WindowCursor> together = new ArrayList<>();
        List<ChangeTrack> tracks = new ArrayList<>();
        for (WindowCursor cursor : cursors) {
            if (IntStream.of(cursor.positions()).anyMatch(read::contains)) {
                together.add(cursor);
            } else {
                tracks.add(new ChangeTrack(List.of(cursor), cursor.positions(), false, program));
            }
        }
        if (!together.isEmpty()) {
            int[] positions = IntStream.concat(
                            together.stream().flatMapToInt(cursor -> IntStream.of(cursor.positions())),
                            program.derivedPositions())
                    .toArray();
            int place = together.contains(cursors.getLast()) ? tracks.size() : 0;
            tracks.add(place, new ChangeTrack(together, positions, true, program));
        }
        return tracks;
    }

    long nextLeaving(EventBuffer events) {
        return cursors.stream()
                .mapToLong(cursor -> cursor.nextLeaving(events))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Moves the windows on to an instant; returns true if an event left the last of them. */
    boolean leave(EventBuffer events, long instant) {
        boolean left = false;
        for (WindowCursor cursor : cursors) {
            left = cursor.leave(events, instant);
        }
        return left;
    }

    /** Writes the values to their positions; returns the first refused value, or null. */
    @Nullable
    RefusedRow read(long instant, @Nullable Object[] values) {
        for (WindowCursor cursor : cursors) {
            RefusedRow problem = cursor.read(instant, values);
            if (problem != null) {
                return problem;
            }
        }
        return hasDerived ? program.derive(instant, values) : null;
    }
}
