package dev.tidemark.window.aggregate;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest values that are not null, newest first. They are the last to leave the window, so the newest ones and a
 * count of the values inside are enough.
 */
public final class LatestValues implements SlidingAggregate {
    private final ArrayDeque<Object> newest = new ArrayDeque<>();
    private final int limit;
    private long inside;

    public LatestValues(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value != null) {
            newest.addFirst(value);
            inside++;
            if (newest.size() > limit) {
                newest.removeLast();
            }
        }
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value != null && --inside < newest.size()) {
            newest.removeLast();
        }
    }

    @Override
    public List<Object> result() {
        return List.copyOf(newest);
    }
}
