package dev.tidemark.window;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order in which the batch path takes the events of an entity: by time, then created time, then all else, nulls first. */
final class EventOrder implements Comparator<Event> {
    static final EventOrder INSTANCE = new EventOrder();

    private static final Comparator<@Nullable Object> VALUES = Comparator.nullsFirst(ValueOrder.INSTANCE);

    private EventOrder() {}

    @Override
    public int compare(Event left, Event right) {
        int order = Long.compare(left.time(), right.time());
        if (order == 0) {
            order = Long.compare(left.created(), right.created());
        }
        for (int position = 0; order == 0 && position < left.values().length; position++) {
            order = VALUES.compare(left.values()[position], right.values()[position]);
        }
        for (int position = 0; order == 0 && position < left.filters().length; position++) {
            order = Boolean.compare(left.filters()[position], right.filters()[position]);
        }
        return order == 0 ? VALUES.compare(left.id(), right.id()) : order;
    }
}
