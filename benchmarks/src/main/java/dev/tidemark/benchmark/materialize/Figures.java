package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Sample;
import dev.tidemark.benchmark.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measured variants by their names, and how many rows each wrote.
 *
 * @param rows of Tidemark's variants
 */
record Figures(List<Measured> variants, Map<String, Long> rows) {
    private static final double MEGABYTE = 1 << 20;

    Figures {
        variants = List.copyOf(variants);
    }

    Optional<Measured> of(String name) {
        return variants.stream().filter(variant -> variant.name().equals(name)).findFirst();
    }

    /** Median seconds; infinite where the variant was stopped, not a number where it did not take part. */
    double seconds(String name) {
        return of(name).map(Measured::seconds).orElse(Double.NaN);
    }

    double cpuSeconds(String name) {
        return of(name).flatMap(Measured::median).map(Sample::cpuSeconds).orElse(Double.NaN);
    }

    /** CPU seconds for a row; not a number where the rows are not known. */
    double cpuPerRow(String name) {
        return rows.containsKey(name) ? cpuSeconds(name) / rows.get(name) : Double.NaN;
    }

    String table() {
        TextTable table = new TextTable("variant", "seconds", "CPU s", "peak MB", "rows");
        for (Measured variant : variants) {
            Optional<Sample> median = variant.median();
            table.row(List.of(
                    variant.name(),
                    median.map(sample -> figure(sample.seconds())).orElse(variant.stopped()),
                    median.map(sample -> figure(sample.cpuSeconds())).orElse("-"),
                    median.map(sample -> String.valueOf(Math.round(sample.peakBytes() / MEGABYTE)))
                            .orElse("-"),
                    Optional.ofNullable(rows.get(variant.name()))
                            .map(count -> String.format(Locale.ROOT, "%,d", count))
                            .orElse("-")));
        }
        return "\n" + table;
    }

    /** An object per variant, for programs. */
    List<Map<String, Object>> lines(boolean quick) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Measured variant : variants) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("variant", variant.name());
            variant.median().ifPresent(sample -> {
                line.put("seconds", sample.seconds());
                line.put("cpu_seconds", sample.cpuSeconds());
                line.put("peak_bytes", sample.peakBytes());
            });
            Optional.ofNullable(rows.get(variant.name())).ifPresent(count -> line.put("rows", count));
            line.put("runs", variant.samples().size());
            line.put("quick", quick);
            lines.add(line);
        }
        return lines;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
