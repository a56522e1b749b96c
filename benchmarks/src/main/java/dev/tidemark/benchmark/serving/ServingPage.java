package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.ChartPanel;
import dev.tidemark.benchmark.MeasuredPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Puts what was measured into {@code docs/inside/serving-performance.md}, between two marks, and the curves beside it.
 */
record ServingPage(Path folder, Map<String, Figures> figures) {
    private static final int MARGIN = 60;
    private static final int GAP = 60;

    /** Writes both files. */
    void write() {
        try {
            Files.writeString(folder.resolve("serving-performance.svg"), chart());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the picture into " + folder, e);
        }
        new MeasuredPage(folder.resolve("serving-performance.md"), "benchmarks/run serving --page").write(part());
    }

    private String part() {
        StringBuilder text = new StringBuilder(
                "\n![Server CPU against entities and features of one request](serving-performance.svg)\n\n");
        text.append("| load | requests/s | p50, us | p99, us | server CPU, us | of the echo's CPU |\n");
        text.append("|---|---|---|---|---|---|\n");
        double echo = cpu(ServingRun.ONE_ECHO);
        figures.forEach((name, measured) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %,.0f | %.2f |%n",
                name,
                measured.perSecond(),
                measured.p50(),
                measured.p99(),
                measured.serverCpu(),
                measured.serverCpu() / echo)));
        return text.append('\n').toString();
    }

    private String chart() {
        List<double[]> entities = new ArrayList<>();
        entities.add(new double[] {1, cpu(ServingRun.ONE)});
        entities.add(new double[] {100, cpu(ServingRun.HUNDRED_JSON)});
        ServingRun.ENTITIES.forEach(size -> entities.add(new double[] {size, cpu(ServingRun.entities(size))}));
        List<double[]> features = IntStream.rangeClosed(1, ServedLoad.SIDE_GROUPS)
                .mapToObj(groups -> new double[] {groups * ServedLoad.SIDE_FEATURES, cpu(ServingRun.groups(groups))})
                .toList();
        int second = MARGIN + ChartPanel.WIDTH + GAP;
        return ChartPanel.document(second + ChartPanel.WIDTH + GAP, ChartPanel.HEIGHT + 80)
                + ChartPanel.text(MARGIN, 18, "start", "Server CPU of one request, in microseconds")
                + panel(MARGIN, "entities, 60 features each", entities, "#1f6f8b")
                + panel(second, "features, 50 of each group", features, "#99582a")
                + "</svg>\n";
    }

    private static String panel(int left, String title, List<double[]> points, String colour) {
        double right = points.stream().mapToDouble(point -> point[0]).max().orElse(1);
        double top = points.stream().mapToDouble(point -> point[1]).max().orElse(1) * 1.05;
        return new ChartPanel(left, 44, right, top, colour).draw(title, "%.0f".formatted(right), points);
    }

    private double cpu(String name) {
        return Objects.requireNonNull(figures.get(name), name).serverCpu();
    }
}
