package dev.tidemark.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's memory as the kernel counts it: for native code, in a JVM whose heap is of one size and was touched at
 * the start. Elsewhere than on Linux it sees nothing, and says 0.
 */
public final class ResidentGauge implements MemoryGauge {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final boolean COUNTED = Files.isWritable(PROCESS.resolve("clear_refs"));
    /** To clear_refs: forget the peak. */
    private static final String FORGET_PEAK = "5";

    private final long atStart;

    private ResidentGauge() {
        atStart = kilobytes("VmRSS:");
    }

    public static ResidentGauge start() {
        if (COUNTED) {
            try {
                Files.writeString(PROCESS.resolve("clear_refs"), FORGET_PEAK);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new ResidentGauge();
    }

    @Override
    public long peakBytes() {
        return Math.max(0, kilobytes("VmHWM:") - atStart) * 1024;
    }

    @Override
    public void close() {}

    /** What another process takes now. */
    public static long bytes(ProcessHandle process) throws IOException {
        return kilobytes(Path.of("/proc", Long.toString(process.pid())), "VmRSS:") * 1024;
    }

    private static long kilobytes(String line) {
        if (!COUNTED) {
            return 0;
        }
        try {
            return kilobytes(PROCESS, line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kilobytes(Path process, String line) throws IOException {
        try (var lines = Files.lines(process.resolve("status"))) {
            return lines.filter(text -> text.startsWith(line))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
