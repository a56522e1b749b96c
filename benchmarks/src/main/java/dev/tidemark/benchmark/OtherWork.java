package dev.tidemark.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How busy the machine is with anything but this process and those that it has started. What waits for a processor
 * answers late, so a tail that was measured beside other work tells of that. Elsewhere than on Linux it sees nothing,
 * and says 0.
 */
public final class OtherWork {
    private static final Path KERNEL = Path.of("/proc/stat");
    private static final boolean COUNTED = Files.isReadable(KERNEL);
    /** The kernel counts in hundredths of a second wherever it says so to programs. */
    private static final long NANOS_PER_TICK = 10_000_000;
    /**
     * Of the kernel's counters: user, nice, system, idle, waiting for a disk, interrupts, soft interrupts, stolen by
     * other machines.
     */
    private static final int[] BUSY = {0, 1, 2, 5, 6, 7};

    private final long startNanos = System.nanoTime();
    private final long busyAtStart = busyNanos();
    private final long ownAtStart = ownNanos();

    private OtherWork() {}

    /** Begins to look. */
    public static OtherWork start() {
        return new OtherWork();
    }

    /** The share of all processors' time since the start that others had: 0 to 1. */
    public double share() {
        double available =
                (double) (System.nanoTime() - startNanos) * Runtime.getRuntime().availableProcessors();
        double others = (busyNanos() - busyAtStart) - (ownNanos() - ownAtStart);
        return COUNTED && available > 0 ? Math.clamp(others / available, 0, 1) : 0;
    }

    private static long busyNanos() {
        if (!COUNTED) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(KERNEL)) {
            String[] counters =
                    lines.findFirst().orElse("cpu 0 0 0 0 0 0 0 0").strip().split(" +", -1);
            return NANOS_PER_TICK
                    * Arrays.stream(BUSY)
                            .mapToLong(counter -> Long.parseLong(counters[counter + 1]))
                            .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ownNanos() {
        return Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }
}
