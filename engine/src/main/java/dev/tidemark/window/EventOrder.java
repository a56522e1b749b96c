package dev.tidemark.window;

import dev.tidemark.window.aggregate.ValueOrder;
import java.util.Comparator;

/** The order in which an entity's events are taken: by time, then created time, then all other parts, nulls first. */
final class EventOrder implements Comparator<Event> {
    static final EventOrder INSTANCE = new EventOrder();

    private EventOrder() {}

    @Override
    public int compare(Event left, Event right) {
        int order = Long.compare(left.time(), right.time());
        if (order == 0) {
            order = Long.compare(left.created(), right.created());
        }
        for (int position = 0; order == 0 && position < left.values().length; position++) {
            order = ValueOrder.NULLABLE.compare(left.values()[position], right.values()[position]);
        }
        for (int position = 0; order == 0 && position < left.filters().length; position++) {
            order = Boolean.compare(left.filters()[position], right.filters()[position]);
        }
        return order == 0 ? ValueOrder.NULLABLE.compare(left.id(), right.id()) : order;
    }
}
