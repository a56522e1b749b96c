package dev.tidemark.window;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The aggregates over one window length, and the range of the entity's events inside it. */
final class WindowCursor {
    private final long length;
    private final List<WindowSlot> slots = new ArrayList<>();
    private long oldestInside;

    WindowCursor(long length) {
        this.length = length;
    }

    void add(WindowedFeature feature, int position) {
        slots.add(WindowSlot.of(feature, position));
    }

    void enter(Event event) {
        for (WindowSlot slot : slots) {
            slot.enter(event);
        }
    }

    /** Removes the events that are outside at an instant; returns true if there were any. */
    boolean leave(EventBuffer events, long instant) {
        long before = oldestInside;
        while (oldestInside < events.end() && events.at(oldestInside).time() <= instant - length) {
            Event event = events.at(oldestInside);
            for (WindowSlot slot : slots) {
                slot.leave(event);
            }
            oldestInside++;
        }
        return oldestInside > before;
    }

    /** Returns the instant at which the next event leaves; {@link Long#MAX_VALUE} if none is inside. */
    long nextLeaving(EventBuffer events) {
        return oldestInside == events.end()
                ? Long.MAX_VALUE
                : Math.addExact(events.at(oldestInside).time(), length);
    }

    /** Returns the positions of the cursor's features, in the order in which it reads them. */
    int[] positions() {
        return slots.stream().mapToInt(WindowSlot::position).toArray();
    }

    long length() {
        return length;
    }

    long oldestInside() {
        return oldestInside;
    }

    /** Writes the values to the features' positions; returns the first refused value, or null. */
    @Nullable
    RefusedRow read(long instant, @Nullable Object[] values) {
        for (WindowSlot slot : slots) {
            try {
                values[slot.position()] = slot.value();
            } catch (SumOverflowException e) {
                return new RefusedRow(instant, slot.position(), String.valueOf(e.getMessage()));
            }
        }
        return null;
    }
}
