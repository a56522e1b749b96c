package dev.tidemark.window.aggregate;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The least or greatest value. It keeps a queue of the values that no later value has beaten yet. */
public final class ExtremeAggregate implements SlidingAggregate {
    private record Candidate(Object value, long entered) {}

    private final Deque<Candidate> candidates = new ArrayDeque<>();
    private final int sign;
    private long entered;
    private long left;

    /** @param sign 1 for the greatest, -1 for the least */
    public ExtremeAggregate(int sign) {
        this.sign = sign;
    }

    @Override
    public void add(@Nullable Object value) {
        if (value == null) {
            return;
        }
        while (!candidates.isEmpty()
                && sign * ValueOrder.INSTANCE.compare(candidates.getLast().value(), value) <= 0) {
            candidates.removeLast();
        }
        candidates.addLast(new Candidate(value, entered++));
    }

    @Override
    public void remove(@Nullable Object value) {
        if (value == null) {
            return;
        }
        if (!candidates.isEmpty() && candidates.getFirst().entered() == left) {
            candidates.removeFirst();
        }
        left++;
    }

    @Override
    public @Nullable Object result() {
        return candidates.isEmpty() ? null : candidates.getFirst().value();
    }
}
