package dev.tidemark.benchmark.serving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures {@link CodecBenchmark} by JMH, each codec in JVMs of its own that take turns. */
final class CodecRace {
    static final String JSON = "transcode to JSON";
    static final String DATABIND = "map and databind";

    private static final double NANOS_PER_MICRO = 1e3;
    private static final int ITERATIONS = 5;
    private static final Map<String, String> METHODS = new LinkedHashMap<>();

    static {
        METHODS.put(JSON, "json");
        METHODS.put("transcode to MessagePack", "messagePack");
        METHODS.put("transcode changing values to JSON", "jsonOfChanges");
        METHODS.put("transcode changing values to MessagePack", "messagePackOfChanges");
        METHODS.put(DATABIND, "mapAndDatabind");
    }

    private CodecRace() {}

    /** Microseconds per value: medians of the rounds, by codec. */
    static Map<String, Double> run(int rounds) throws RunnerException {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, String> codec : METHODS.entrySet()) {
                samples.computeIfAbsent(codec.getKey(), name -> new ArrayList<>())
                        .add(micros(codec.getValue()));
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        samples.forEach((name, all) -> medians.put(name, Figures.median(all)));
        return medians;
    }

    private static double micros(String method) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                        .include("%s\\.%s$".formatted(CodecBenchmark.class.getSimpleName(), method))
                        .forks(1)
                        .warmupIterations(ITERATIONS)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(1))
                        .jvmArgs(ServedProcess.JVM_OPTIONS.toArray(String[]::new))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle();
        return result.getPrimaryResult().getScore() / NANOS_PER_MICRO;
    }
}
