package dev.tidemark.window;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.ChangesWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists how an entity's values go on after its last row if no event comes: it slides the windows on, past the end of
 * the range. The windows cannot be used for rows afterwards.
 *
 * <p>Changes are listed up to a span after the first of them. The instants up to the first change need none, however
 * far away it is, and the run that computes the first change has the whole span to come.
 */
final class ComingChanges {
    private final WindowProgram program;
    private final List<WindowCursor> cursors;
    private final EventBuffer events;
    private final @Nullable Object[] values;
    private long knownUntil = Long.MAX_VALUE;
    private boolean listed;

    ComingChanges(WindowProgram program, List<WindowCursor> cursors, EventBuffer events) {
        this.program = program;
        this.cursors = cursors;
        this.events = events;
        this.values = new Object[program.features().size()];
    }

    /**
     * Returns the changes in their byte form; null if there are none.
     *
     * @param first the instant of the first change, {@link Long#MAX_VALUE} for none
     */
    byte @Nullable [] after(WindowRow row, long first) {
        if (first == Long.MAX_VALUE) {
            return null;
        }
        ChangesWriter writer =
                ChangesToCome.writer(row.time()).maxBytes(program.ahead().bytes());
        long last = Math.addExact(first, program.ahead().span());
        if (program.cadence() == WindowProgram.Cadence.PERIODIC) {
            steps(writer, row, first, last);
        } else {
            cursors.stream()
                    .filter(cursor -> cursor.positions().length > 0)
                    .forEach(cursor -> leavings(writer, cursor, last));
        }
        return listed || knownUntil != Long.MAX_VALUE
                ? writer.knownUntil(knownUntil).bytes()
                : null;
    }

    /** Returns changes of which no value is known, for a row whose successor could not be computed. */
    static byte[] unknownFrom(long instant, WindowRow row) {
        return ChangesToCome.writer(row.time()).knownUntil(instant).bytes();
    }

    private void leavings(ChangesWriter writer, WindowCursor cursor, long last) {
        int[] positions = cursor.positions();
        writer.track(positions);
        long next = cursor.nextLeaving(events);
        while (next <= last && next < knownUntil) {
            cursor.leave(events, next);
            change(writer, cursor, positions, next);
            next = cursor.nextLeaving(events);
        }
        knownUntil = Math.min(knownUntil, next);
    }

    private void change(ChangesWriter writer, WindowCursor cursor, int[] positions, long instant) {
        if (cursor.read(instant, values) == null) {
            writer.change(instant, of(positions));
            listed = true;
        } else {
            knownUntil = Math.min(knownUntil, instant);
        }
    }

    /** The longest window comes first: it says how long steps go on, and it has a change at each of them. */
    private void steps(ChangesWriter writer, WindowRow row, long first, long last) {
        WindowCursor longest = cursors.getLast();
        writer.track(longest.positions());
        long step = first;
        boolean due = true;
        while (due && step <= last && step < knownUntil) {
            if (longest.leave(events, step) || isInside(longest)) {
                change(writer, longest, longest.positions(), step);
            }
            step = Math.addExact(step, program.step());
            due = isInside(longest);
        }
        if (due) {
            knownUntil = Math.min(knownUntil, step);
        }
        long end = step;
        cursors.stream().filter(cursor -> cursor != longest).forEach(cursor -> steps(writer, cursor, row, first, end));
    }

    /** Returns true if the windows have an event that will leave: a later step is due. */
    private boolean isInside(WindowCursor longest) {
        return longest.oldestInside() < events.end();
    }

    private void steps(ChangesWriter writer, WindowCursor cursor, WindowRow row, long first, long end) {
        int[] positions = cursor.positions();
        writer.track(positions);
        @Nullable
        Object[] before = Arrays.stream(positions)
                .mapToObj(position -> row.values()[position])
                .toArray();
        for (long step = first; step < end && step < knownUntil; step += program.step()) {
            cursor.leave(events, step);
            if (cursor.read(step, values) != null) {
                knownUntil = step;
            } else if (!Arrays.deepEquals(of(positions), before)) {
                before = of(positions);
                writer.change(step, before);
            }
        }
    }

    private @Nullable Object[] of(int[] positions) {
        return Arrays.stream(positions).mapToObj(position -> values[position]).toArray();
    }
}
