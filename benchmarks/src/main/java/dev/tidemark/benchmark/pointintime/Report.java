package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Sample;
import dev.tidemark.benchmark.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as a table for people and as objects for programs. */
final class Report {
    private static final double MEGABYTE = 1 << 20;
    private static final List<String> YARDSTICKS = List.of(Lineup.ours(), DuckDbAsof.NAME, SparkFloor.NAME);

    private Report() {}

    static String table(Result result) {
        List<String> header = new ArrayList<>(List.of("plan", "seconds", "CPU s", "peak MB"));
        YARDSTICKS.forEach(yardstick -> header.add("x " + yardstick));
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (Measured plan : result.plans()) {
            List<String> cells = new ArrayList<>(List.of(plan.name()));
            cells.add(plan.finished() ? figure(plan.seconds(), 2) : plan.stopped());
            cells.add(
                    plan.median().map(sample -> figure(sample.cpuSeconds(), 2)).orElse("-"));
            cells.add(plan.median()
                    .map(sample -> figure(sample.peakBytes() / MEGABYTE, 0))
                    .orElse("-"));
            Map<String, Double> ratios = ratios(result, plan);
            YARDSTICKS.forEach(yardstick -> cells.add(figure(ratios.get(yardstick), 2)));
            table.row(cells);
        }
        return "%n%s, %s: %s%n%s%n%n%s"
                .formatted(
                        result.workload().name(),
                        result.destination().text(),
                        result.workload().description(),
                        result.workload().shape(),
                        table);
    }

    /** A line of the JSON file per line of the table. What was stopped has null figures. */
    static List<Map<String, Object>> lines(Result result, boolean quick) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Measured plan : result.plans()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("workload", result.workload().name());
            line.put("output", result.destination().key());
            line.put("plan", plan.name());
            line.put("finished", plan.finished());
            plan.median().ifPresent(sample -> put(line, sample));
            line.put("runs", plan.samples().size());
            line.put("ratio_to", ratios(result, plan));
            line.put("quick", quick);
            lines.add(line);
        }
        return lines;
    }

    private static void put(Map<String, Object> line, Sample sample) {
        line.put("seconds", rounded(sample.seconds()));
        line.put("cpu_seconds", rounded(sample.cpuSeconds()));
        line.put("peak_bytes", sample.peakBytes());
    }

    private static Map<String, Double> ratios(Result result, Measured plan) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String yardstick : YARDSTICKS) {
            double ratio = plan.seconds() / result.seconds(yardstick);
            if (Double.isFinite(ratio) && ratio > 0) {
                ratios.put(yardstick, rounded(ratio));
            }
        }
        return ratios;
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    private static String figure(@Nullable Double value, int digits) {
        return value == null ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
