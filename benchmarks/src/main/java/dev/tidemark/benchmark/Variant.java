package dev.tidemark.benchmark;

import java.util.List;
import java.util.function.Supplier;

/**
 * One of several ways to do the same thing, which are measured beside each other.
 *
 * @param name short, for a table
 * @param memory makes the gauge that sees what the variant takes
 * @param steps what one run does, in order
 */
public record Variant(String name, Supplier<MemoryGauge> memory, List<Step> steps) {
    public Variant {
        steps = List.copyOf(steps);
    }

    /** A variant of one step whose memory is the JVM's. */
    public static Variant of(String name, Work work) {
        return new Variant(name, HeapGauge::start, List.of(Step.added(work)));
    }

    /** The same under another name. */
    public Variant named(String newName) {
        return new Variant(newName, memory, steps);
    }
}
