package dev.tidemark.window;

import java.util.Comparator;

/**
 * An event that a stream has taken.
 *
 * @param known from when on rows may count it, in microseconds since the epoch: its created time, or the instant of its
 *     arrival if only that makes a corrected row newer than the earlier one
 */
public record HeldEvent(Event event, long known) {
    static final Comparator<HeldEvent> ORDER = Comparator.comparing(HeldEvent::event, EventOrder.INSTANCE);

    HeldEvent knownAt(long instant) {
        return new HeldEvent(event, instant);
    }
}
