package dev.tidemark.pointintime.memory;

import java.io.Serializable;

/** The memory that a task of the join may take for its slots before it merges sorted runs instead. */
public sealed interface TaskMemory extends Serializable {
    /** A share of the executor's memory. */
    record Share() implements TaskMemory {}

    /**
     * A fixed amount.
     *
     * @param bytes more than 0
     */
    record Limit(long bytes) implements TaskMemory {
        public Limit {
            if (bytes <= 0) {
                throw new IllegalArgumentException(
                        "Invalid memory per task %d: expected more than 0 bytes".formatted(bytes));
            }
        }
    }

    /** No slots at all: the task merges sorted runs from the start. */
    record None() implements TaskMemory {}
}
