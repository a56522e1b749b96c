package dev.tidemark.benchmark.serving;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads at a constant rate, in turns alone and beside a process that loads all entities at the rate that the
 * configuration limits it to.
 */
final class ReadsWhileWriting {
    static final String IDLE = "alone";
    static final String LOADED = "beside a full load";

    private static final int CONNECTIONS = 16;
    private static final Duration ROUND = Duration.ofSeconds(8);

    private final ServedProcess served;
    private final ServedLoad load;
    private final int readRate;
    private final int writeRate;

    ReadsWhileWriting(ServedProcess served, ServedLoad load, int readRate, int writeRate) {
        this.served = served;
        this.load = load;
        this.readRate = readRate;
        this.writeRate = writeRate;
    }

    Map<String, Figures> measure(int rounds, PrintStream out) throws IOException {
        Load reads =
                Load.of(served.target(), "/features/online", "application/json", random -> load.question(random, 1));
        LoadGenerator generator = new LoadGenerator(ROUND);
        generator.run(reads, CONNECTIONS, 0);
        List<Figures> idle = new ArrayList<>();
        List<Figures> loaded = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            idle.add(generator.run(reads, CONNECTIONS, readRate));
            Process writer = served.writer(writeRate, load.entities());
            try {
                // A full load takes minutes: its JVM is no longer cold then.
                generator.run(reads, CONNECTIONS, readRate);
                loaded.add(generator.run(reads, CONNECTIONS, readRate));
            } finally {
                writer.destroyForcibly();
                writer.onExit().join();
            }
            out.printf("reads: round %d of %d%n", round + 1, rounds);
        }
        Map<String, Figures> medians = new LinkedHashMap<>();
        medians.put(IDLE, Figures.median((Iterable<Figures>) idle));
        medians.put(LOADED, Figures.median((Iterable<Figures>) loaded));
        return medians;
    }
}
