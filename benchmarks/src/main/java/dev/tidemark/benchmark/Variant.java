package dev.tidemark.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One of several ways to do the same thing, which are measured beside each other.
 *
 * @param name short, for a table
 * @param memory makes the gauge that sees what the variant takes
 * @param processorNanos the processor time that its process has used so far
 * @param steps what one run does, in order
 */
public record Variant(String name, Supplier<MemoryGauge> memory, LongSupplier processorNanos, List<Step> steps) {
    private static final OperatingSystemMXBean THIS_PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    public Variant {
        steps = List.copyOf(steps);
    }

    /** A variant that runs in this process. */
    public Variant(String name, Supplier<MemoryGauge> memory, List<Step> steps) {
        this(name, memory, THIS_PROCESS::getProcessCpuTime, steps);
    }

    /** A variant of one step whose memory is the JVM's. */
    public static Variant of(String name, Work work) {
        return new Variant(name, HeapGauge::start, List.of(Step.added(work)));
    }

    /** The same under another name. */
    public Variant named(String newName) {
        return new Variant(newName, memory, processorNanos, steps);
    }
}
