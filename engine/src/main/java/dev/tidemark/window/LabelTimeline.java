package dev.tidemark.window;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entity's events and labels in the order in which labels see them, and answers each label with the values
 * that the newest row of {@link EntityTimeline} would have, over the events that the label sees.
 *
 * <p>The cost is amortised constant time per event, window and label where events become visible in the order of their
 * times. An event that becomes visible after a later one makes the next label compute its windows again. The memory is
 * that of the events of the longest window. Not thread-safe.
 */
public final class LabelTimeline {
    /** Events between two cuts of the windows if no label comes, so that memory does not grow with the events. */
    private static final int CUT_EVERY = 64;

    private final WindowProgram program;
    private final List<Integer> wanted;
    private final Set<Integer> needed;
    private final long delay;
    private final long timeToLive;
    private final Consumer<RefusedRow> refused;
    private final List<Event> arrivals = new ArrayList<>();
    private final List<Event> late = new ArrayList<>();
    private final Set<String> idsNow = new HashSet<>();
    private EventBuffer events = new EventBuffer();
    private List<WindowCursor> cursors;
    private @Nullable Event newest;
    private long visible = Long.MIN_VALUE;
    private long newestChange = Long.MIN_VALUE;
    private int uncut;

    /**
     * Starts an entity.
     *
     * @param program whose range does not matter
     * @param wanted the positions of the features that labels get; the others have no values
     * @param delay microseconds from an event's time to the first label that may see it
     * @param timeToLive microseconds from the newest row to the last label that may have its values;
     *     {@link Long#MAX_VALUE} for all
     * @param refused receives values that cannot be computed
     */
    public LabelTimeline(
            WindowProgram program, List<Integer> wanted, long delay, long timeToLive, Consumer<RefusedRow> refused) {
        this.program = program;
        this.wanted = wanted;
        this.needed = program.needed(wanted);
        this.delay = delay;
        this.timeToLive = timeToLive;
        this.refused = refused;
        this.cursors = newCursors();
    }

    private List<WindowCursor> newCursors() {
        return WindowCursor.all(program.features(), needed::contains);
    }

    /**
     * Takes the next event. Of events with one time and id only the first in order counts, because the others are
     * repeats.
     *
     * @param from the first instant whose labels see the event: not before its time plus the delay, nor before the
     *     first step after it plus the delay if rows are periodic
     * @throws IllegalArgumentException if it comes before an event or label that was taken, by this instant and then by
     *     its time
     */
    public void add(Event event, long from) {
        boolean isFirst = arrivals.isEmpty();
        if (from < visible
                || (!isFirst
                        && from == visible
                        && event.time() < arrivals.getLast().time())) {
            throw new IllegalArgumentException("Event visible at %d after %d".formatted(from, visible));
        }
        if (!isFirst && (from != visible || event.time() != arrivals.getLast().time())) {
            settle();
        }
        visible = from;
        arrivals.add(event);
    }

    /**
     * Returns the values at a label's instant, in the order of the program's features; null if no row holds there.
     *
     * @throws IllegalArgumentException if it is before an event or label that was taken
     */
    public @Nullable Object @Nullable [] at(long instant) {
        if (instant < visible) {
            throw new IllegalArgumentException("Label at %d after %d".formatted(instant, visible));
        }
        settle();
        visible = instant;
        if (!late.isEmpty()) {
            takeLate();
        }
        if (newest == null) {
            return null;
        }
        long at = evaluated(newest);
        leave(at);
        return newestRow(newest, at) < oldestRow(instant) ? null : read(at);
    }

    /** Takes the events that became visible together, in their order. */
    private void settle() {
        if (arrivals.size() > 1) {
            arrivals.sort(EventOrder.INSTANCE);
        }
        for (Event event : arrivals) {
            if (newest != null && EventOrder.INSTANCE.compare(event, newest) < 0) {
                late.add(event);
            } else {
                enter(event);
            }
        }
        arrivals.clear();
        if (late.size() > CUT_EVERY && late.size() > events.end() - longest().oldestInside()) {
            takeLate();
        }
    }

    private void enter(Event event) {
        if (newest == null || event.time() != newest.time()) {
            idsNow.clear();
        }
        newest = event;
        if (event.id() != null && !idsNow.add(event.id())) {
            return;
        }
        events.add(event, event.created());
        cursors.forEach(cursor -> cursor.enter(event));
        if (++uncut >= CUT_EVERY) {
            leave(evaluated(event));
        }
    }

    /** Puts late events into their places: all events of the longest window enter again. */
    private void takeLate() {
        List<Event> all = new ArrayList<>(late);
        for (long number = longest().oldestInside(); number < events.end(); number++) {
            all.add(events.at(number));
        }
        all.sort(EventOrder.INSTANCE);
        late.clear();
        Event last = newest;
        events = new EventBuffer();
        cursors = newCursors();
        newest = null;
        all.forEach(this::enter);
        if (last != null && (newest == null || EventOrder.INSTANCE.compare(last, newest) > 0)) {
            newest = last; // It has left all windows, but labels count the age of the values from it.
        }
    }

    /** Returns the instant of the row that a label at the current instant gets, which has the same values. */
    private long evaluated(Event last) {
        long available = visible - delay;
        return switch (program.cadence()) {
            case ON_EVENT -> last.time();
            case ON_CHANGE -> available;
            case PERIODIC -> Math.multiplyExact(Math.floorDiv(available, program.step()), program.step());
        };
    }

    private long newestRow(Event last, long at) {
        return switch (program.cadence()) {
            case ON_EVENT -> at;
            case ON_CHANGE -> Math.max(last.time(), newestChange);
            case PERIODIC -> Math.min(at, ceiling(program.lastLeaving(last.time()), program.step()));
        };
    }

    /** The oldest row whose values a label may have. */
    private long oldestRow(long instant) {
        return instant < Long.MIN_VALUE + timeToLive ? Long.MIN_VALUE : instant - timeToLive;
    }

    private void leave(long instant) {
        for (WindowCursor cursor : cursors) {
            cursor.leave(events, instant);
            newestChange = Math.max(newestChange, cursor.lastChange());
        }
        events.dropBefore(longest().oldestInside());
        uncut = 0;
    }

    private @Nullable Object[] read(long instant) {
        @Nullable Object[] values = new Object[program.features().size()];
        for (WindowCursor cursor : cursors) {
            report(cursor.read(instant, values));
        }
        report(program.derive(instant, values, needed::contains));
        for (int position = 0; position < values.length; position++) {
            if (!wanted.contains(position)) {
                values[position] = null;
            }
        }
        return values;
    }

    private void report(@Nullable RefusedRow problem) {
        if (problem != null) {
            refused.accept(problem);
        }
    }

    /** The number of events in memory. */
    int held() {
        return arrivals.size() + late.size() + events.size();
    }

    private WindowCursor longest() {
        return cursors.getLast();
    }

    private static long ceiling(long instant, long step) {
        return Math.multiplyExact(Math.ceilDiv(instant, step), step);
    }
}
