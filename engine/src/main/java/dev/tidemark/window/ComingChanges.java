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
    private final List<ChangeTrack> tracks;
    private final WindowCursor longest;
    private final EventBuffer events;
    private final @Nullable Object[] values;
    private long knownUntil = Long.MAX_VALUE;
    private boolean listed;

    ComingChanges(WindowProgram program, List<WindowCursor> cursors, EventBuffer events) {
        this.program = program;
        this.tracks = ChangeTrack.all(program, cursors);
        this.longest = cursors.getLast();
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
            tracks.stream()
                    .filter(track -> track.positions().length > 0)
                    .forEach(track -> leavings(writer, track, last));
        }
        return listed || knownUntil != Long.MAX_VALUE
                ? writer.knownUntil(knownUntil).bytes()
                : null;
    }

    /** Returns changes of which no value is known, for a row whose successor could not be computed. */
    static byte[] unknownFrom(long instant, WindowRow row) {
        return ChangesToCome.writer(row.time()).knownUntil(instant).bytes();
    }

    private void leavings(ChangesWriter writer, ChangeTrack track, long last) {
        int[] positions = track.positions();
        writer.track(positions);
        long next = track.nextLeaving(events);
        while (next <= last && next < knownUntil) {
            track.leave(events, next);
            change(writer, track, positions, next);
            next = track.nextLeaving(events);
        }
        knownUntil = Math.min(knownUntil, next);
    }

    private void change(ChangesWriter writer, ChangeTrack track, int[] positions, long instant) {
        if (track.read(instant, values) == null) {
            writer.change(instant, of(positions));
            listed = true;
        } else {
            knownUntil = Math.min(knownUntil, instant);
        }
    }

    /** The longest window comes first: it says how long steps go on, and it has a change at each of them. */
    private void steps(ChangesWriter writer, WindowRow row, long first, long last) {
        ChangeTrack leading = tracks.getLast();
        writer.track(leading.positions());
        long step = first;
        boolean due = true;
        while (due && step <= last && step < knownUntil) {
            if (leading.leave(events, step) || isInside(longest)) {
                change(writer, leading, leading.positions(), step);
            }
            step = Math.addExact(step, program.step());
            due = isInside(longest);
        }
        if (due) {
            knownUntil = Math.min(knownUntil, step);
        }
        long end = step;
        tracks.subList(0, tracks.size() - 1).forEach(track -> steps(writer, track, row, first, end));
    }

    /** Returns true if the windows have an event that will leave: a later step is due. */
    private boolean isInside(WindowCursor longest) {
        return longest.oldestInside() < events.end();
    }

    private void steps(ChangesWriter writer, ChangeTrack track, WindowRow row, long first, long end) {
        int[] positions = track.positions();
        writer.track(positions);
        @Nullable
        Object[] before = Arrays.stream(positions)
                .mapToObj(position -> row.values()[position])
                .toArray();
        for (long step = first; step < end && step < knownUntil; step += program.step()) {
            track.leave(events, step);
            if (track.read(step, values) != null) {
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
