package dev.tidemark.window;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes one entity's events in time order and emits the rows of its windows. Every value depends only on the events
 * inside its window, so a row is the same wherever reading began. The cost is amortised constant time per event, window
 * and row, and memory for the events of the longest window. Not thread-safe.
 */
public final class EntityTimeline {
    private final WindowProgram program;
    private final Consumer<WindowRow> rows;
    private final Consumer<RefusedRow> refused;
    private final List<HeldEvent> eventsNow = new ArrayList<>();
    private final EventBuffer events = new EventBuffer();
    private final List<WindowCursor> cursors;
    private final WindowCursor longest;
    private final Set<String> idsNow = new HashSet<>();
    private long now = Long.MIN_VALUE;
    private long nextStep = Long.MIN_VALUE;
    private boolean rowDueNow;
    private long nextDue = Long.MAX_VALUE;
    private long refusedAt = Long.MAX_VALUE;

    /** The newest row, kept back because the last one has changes to come. */
    private @Nullable WindowRow newest;

    /**
     * Starts an entity.
     *
     * @param rows receives the rows inside the program's range, in time order
     * @param refused receives those that cannot be computed
     */
    public EntityTimeline(WindowProgram program, Consumer<WindowRow> rows, Consumer<RefusedRow> refused) {
        this.program = program;
        this.rows = rows;
        this.refused = refused;
        this.cursors = WindowCursor.all(program.features());
        this.longest = cursors.getLast();
    }

    /**
     * Takes the next event. Events of one instant may come in any order: they count in the order of {@link EventOrder}.
     * Of events with one id only the first counts, because the others are repeats.
     *
     * @throws IllegalArgumentException if it is older than the one before
     */
    public void add(Event event) {
        add(new HeldEvent(event, event.created()));
    }

    /** Takes the next event; its created time is the instant at which it became known. */
    void add(HeldEvent held) {
        Event event = held.event();
        if (event.time() < now) {
            throw new IllegalArgumentException("Event at %d after one at %d".formatted(event.time(), now));
        }
        if (event.time() > now) {
            advance(event.time());
            now = event.time();
            rowDueNow = program.cadence() != WindowProgram.Cadence.PERIODIC;
            if (nextStep == Long.MIN_VALUE) {
                nextStep = nextMultiple(event.time());
            }
        }
        eventsNow.add(held);
    }

    private void enterEventsNow() {
        if (eventsNow.size() > 1) {
            eventsNow.sort(HeldEvent.ORDER);
        }
        for (HeldEvent held : eventsNow) {
            Event event = held.event();
            if (event.id() == null || idsNow.add(event.id())) {
                events.add(event, held.known());
                cursors.forEach(cursor -> cursor.enter(event));
            }
        }
        eventsNow.clear();
        idsNow.clear();
    }

    /**
     * Ends the entity: emits what is due before the end of the range. The last row has the changes that follow it if no
     * event comes.
     */
    public void finish() {
        advance(program.rangeEnd());
        nextDue = due();
        WindowRow last = newest;
        if (last != null) {
            newest = null;
            rows.accept(last.with(
                    refusedAt == Long.MAX_VALUE
                            ? new ComingChanges(program, cursors, events).after(last, nextDue)
                            : ComingChanges.unknownFrom(refusedAt, last)));
        }
    }

    /**
     * Returns the next instant at which a row is due if no event comes; {@link Long#MAX_VALUE} for none. Call it after
     * {@link #finish}.
     */
    long nextDue() {
        return nextDue;
    }

    private long due() {
        return switch (program.cadence()) {
            case ON_EVENT -> Long.MAX_VALUE;
            case ON_CHANGE -> nextLeaving();
            case PERIODIC -> nextStep == Long.MIN_VALUE ? Long.MAX_VALUE : nextStep;
        };
    }

    /** Emits every row that is due before an instant, once all events before it are known. */
    private void advance(long instant) {
        enterEventsNow();
        if (rowDueNow) {
            emit(now);
            rowDueNow = false;
        }
        switch (program.cadence()) {
            case ON_EVENT -> {}
            case ON_CHANGE -> emitLeavings(instant);
            case PERIODIC -> emitSteps(instant);
        }
    }

    private void emitLeavings(long before) {
        long next = nextLeaving();
        while (next < before && next < program.rangeEnd()) {
            emit(next);
            next = nextLeaving();
        }
        // An event that leaves at the instant of the next event is part of that event's row.
    }

    private long nextLeaving() {
        long next = Long.MAX_VALUE;
        for (WindowCursor cursor : cursors) {
            next = Math.min(next, cursor.nextLeaving(events));
        }
        return next;
    }

    private void emitSteps(long before) {
        while (nextStep != Long.MIN_VALUE && nextStep < before && nextStep < program.rangeEnd()) {
            boolean left = leave(nextStep);
            boolean inside = longest.oldestInside() < events.end();
            if (!inside && !left) {
                // Nothing is due until the next event, which sets the next step.
                nextStep = Long.MIN_VALUE;
                return;
            }
            write(nextStep);
            nextStep = Math.addExact(nextStep, program.step());
        }
    }

    private long nextMultiple(long instant) {
        return program.step() == 0
                ? Long.MIN_VALUE
                : Math.multiplyExact(Math.ceilDiv(instant, program.step()), program.step());
    }

    private void emit(long instant) {
        leave(instant);
        write(instant);
    }

    /** Returns true if an event left the longest window. */
    private boolean leave(long instant) {
        boolean left = false;
        for (WindowCursor cursor : cursors) {
            left = cursor.leave(events, instant);
        }
        events.dropBefore(longest.oldestInside());
        return left;
    }

    private void write(long instant) {
        if (!program.covers(instant)) {
            return;
        }
        @Nullable Object[] values = new Object[program.features().size()];
        for (WindowCursor cursor : cursors) {
            RefusedRow problem = cursor.read(instant, values);
            if (problem != null) {
                refuse(problem);
                return;
            }
        }
        RefusedRow underived = program.derive(instant, values);
        if (underived != null) {
            refuse(underived);
            return;
        }
        write(new WindowRow(instant, Math.max(instant, events.newestCreated(longest.oldestInside())), values));
    }

    private void refuse(RefusedRow problem) {
        refused.accept(problem);
        refusedAt = Math.min(refusedAt, problem.time());
    }

    private void write(WindowRow row) {
        WindowRow before = newest;
        if (program.ahead().isNone()) {
            rows.accept(row);
            return;
        }
        if (before != null) {
            rows.accept(before);
        }
        newest = row;
        refusedAt = Long.MAX_VALUE;
    }
}
