package dev.tidemark.pointintime.memory;

import org.jspecify.annotations.Nullable;

/** The slots do not fit into memory; the task continues by merging sorted runs. */
public final class MemoryRefusedException extends RuntimeException {
    public MemoryRefusedException(@Nullable Throwable cause) {
        super("The slots do not fit into the task's memory", cause, false, false);
    }
}
