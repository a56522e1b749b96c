package dev.tidemark.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The events of an entity that some window still contains, numbered from its first event on. */
final class EventBuffer {
    /** Dropped events are kept until they are this many and the majority; then the list is cut once. */
    private static final int CUT_FROM = 256;

    private final List<Event> events = new ArrayList<>();
    private final ArrayDeque<long[]> newestCreated = new ArrayDeque<>();
    private long dropped;

    /** @param created the least created time of rows that count the event */
    void add(Event event, long created) {
        long number = end();
        events.add(event);
        while (!newestCreated.isEmpty() && newestCreated.getLast()[1] <= created) {
            newestCreated.removeLast();
        }
        newestCreated.addLast(new long[] {number, created});
    }

    Event at(long number) {
        return events.get((int) (number - dropped));
    }

    /** The number of events in memory: those inside a window, and dropped ones that were not cut yet. */
    int size() {
        return events.size();
    }

    /** The number that the next event will have. */
    long end() {
        return dropped + events.size();
    }

    /** Returns the greatest created time of the events from a number on; {@link Long#MIN_VALUE} if there is none. */
    long newestCreated(long from) {
        while (!newestCreated.isEmpty() && newestCreated.getFirst()[0] < from) {
            newestCreated.removeFirst();
        }
        return newestCreated.isEmpty() ? Long.MIN_VALUE : newestCreated.getFirst()[1];
    }

    void dropBefore(long number) {
        int toDrop = (int) (number - dropped);
        if (toDrop >= CUT_FROM && toDrop > events.size() / 2) {
            events.subList(0, toDrop).clear();
            dropped += toDrop;
        }
    }
}
