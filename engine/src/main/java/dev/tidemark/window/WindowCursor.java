package dev.tidemark.window;

import dev.tidemark.window.span.CalendarSpan;
import dev.tidemark.window.span.LongestSpan;
import dev.tidemark.window.span.WindowSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The aggregates over one window, and the range of the entity's events inside it. */
final class WindowCursor {
    private final WindowSpan span;
    private final boolean entersAtOnce;
    private final List<WindowSlot> slots = new ArrayList<>();

    /** Events from this number on have not entered yet; unused where all enter at once. */
    private long nextToEnter;

    private long oldestInside;
    private long leavingOf = -1;
    private long leavingAt;
    private long lastChange = Long.MIN_VALUE;

    private WindowCursor(WindowSpan span) {
        this.span = span;
        this.entersAtOnce = span.entersAtOnce();
    }

    /** Returns one cursor for each window of some features; the last one lets go of every event last. */
    static List<WindowCursor> all(List<? extends RowFeature> features) {
        return all(features, position -> true);
    }

    /**
     * Returns one cursor for each window of some features; the last one lets go of every event last.
     *
     * @param wanted the positions of the features that have values
     */
    static List<WindowCursor> all(List<? extends RowFeature> features, IntPredicate wanted) {
        Map<WindowSpan, WindowCursor> bySpan = new LinkedHashMap<>();
        for (int position = 0; position < features.size(); position++) {
            if (features.get(position) instanceof WindowedFeature feature) {
                WindowCursor cursor = bySpan.computeIfAbsent(feature.span(), WindowCursor::new);
                if (wanted.test(position)) {
                    cursor.slots.add(WindowSlot.of(feature, position));
                }
            }
        }
        List<WindowCursor> cursors = new ArrayList<>(bySpan.values());
        cursors.sort(Comparator.comparingLong(cursor -> cursor.span.reach()));
        if (cursors.size() > 1 && bySpan.keySet().stream().anyMatch(CalendarSpan.class::isInstance)) {
            // A month may end before a week that began in it.
            cursors.add(new WindowCursor(new LongestSpan(List.copyOf(bySpan.keySet()))));
        }
        return cursors;
    }

    /** Takes the next event, at its time. */
    void enter(Event event) {
        if (entersAtOnce) {
            for (WindowSlot slot : slots) {
                slot.enter(event);
            }
        }
    }

    /**
     * Moves the window on to an instant: takes the events that enter late and removes those that are outside. Returns
     * true if it removed any.
     */
    boolean leave(EventBuffer events, long instant) {
        if (!entersAtOnce) {
            enterLate(events, instant);
        }
        long before = oldestInside;
        while (oldestInside < events.end() && leavingAt(events) <= instant) {
            lastChange = Math.max(lastChange, leavingAt);
            Event event = events.at(oldestInside);
            for (WindowSlot slot : slots) {
                slot.leave(event);
            }
            oldestInside++;
        }
        return oldestInside > before;
    }

    private void enterLate(EventBuffer events, long instant) {
        while (nextToEnter < events.end()) {
            Event event = events.at(nextToEnter);
            long entersAt = span.enters(event.time());
            if (entersAt > instant) {
                return;
            }
            lastChange = Math.max(lastChange, entersAt);
            for (WindowSlot slot : slots) {
                slot.enter(event);
            }
            nextToEnter++;
        }
    }

    /** Returns the instant at which the oldest event leaves. It is remembered, because a calendar is slow. */
    private long leavingAt(EventBuffer events) {
        if (leavingOf != oldestInside) {
            leavingAt = span.leaves(events.at(oldestInside).time());
            leavingOf = oldestInside;
        }
        return leavingAt;
    }

    /** Returns the instant at which the next event enters late or leaves; {@link Long#MAX_VALUE} if none does. */
    long nextLeaving(EventBuffer events) {
        long next = oldestInside == events.end() ? Long.MAX_VALUE : leavingAt(events);
        return entersAtOnce || nextToEnter == events.end()
                ? next
                : Math.min(next, span.enters(events.at(nextToEnter).time()));
    }

    /** Returns the instant at which an event last entered late or left; {@link Long#MIN_VALUE} if none has. */
    long lastChange() {
        return lastChange;
    }

    /** Returns the positions of the cursor's features, in the order in which it reads them. */
    int[] positions() {
        return slots.stream().mapToInt(WindowSlot::position).toArray();
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
            } catch (WholeSumAggregate.OverflowException e) {
                return new RefusedRow(instant, slot.position(), String.valueOf(e.getMessage()));
            }
        }
        return null;
    }
}
