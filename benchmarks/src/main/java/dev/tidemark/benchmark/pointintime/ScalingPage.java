package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.LineFit;
import dev.tidemark.benchmark.MeasuredPage;
import dev.tidemark.benchmark.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Puts what was measured into {@code docs/inside/performance.md}, between two marks, and the picture beside it. */
record ScalingPage(Path folder, List<Scaling.Point> points, Optional<Scaling.Point> fifth) {
    private static final double MICROS = 1e6;

    /** Writes both files. */
    void write() {
        try {
            Files.writeString(folder.resolve("performance.svg"), ScalingChart.svg(points));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the picture into " + folder, e);
        }
        new MeasuredPage(folder.resolve("performance.md"), "benchmarks/run point-in-time --scaling").write(part());
    }

    private String part() {
        // The plan that sends instants ahead costs otherwise.
        List<Scaling.Point> fitted = points.stream()
                .filter(point -> !point.dimension().sendsInstants())
                .toList();
        CostModel engine = CostModel.fit(fitted, Scaling.Point::engine);
        CostModel endToEnd = CostModel.fit(fitted, Scaling.Point::endToEnd);
        StringBuilder text = new StringBuilder("\n![CPU seconds against what is joined](performance.svg)\n\n");
        text.append("At the left of each line: %s.%n%n"
                .formatted(points.getFirst().workload().shape()));
        table(text, "CPU seconds, engine only", point -> point.engine().cpuSeconds());
        table(text, "CPU seconds, end to end", point -> point.endToEnd().cpuSeconds());
        text.append("Fitted to all of these but the last line of each, in microseconds of CPU:\n\n");
        text.append(
                "| | per run (s) | per spine row and group | per group row | per group value | per output value | mean error |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        text.append(costs(fitted, "engine only", engine, Scaling.Point::engine));
        text.append(costs(fitted, "end to end", endToEnd, Scaling.Point::endToEnd));
        text.append("\nFrom that, 50 M spine rows x 15 groups x 200 features:\n\n");
        text.append(
                "| rows in each group | join, CPU h | end to end, CPU h | shuffled | cores for 12 minutes | on 64 cores |\n");
        text.append("|---|---|---|---|---|---|\n");
        Projection projection = new Projection(engine, endToEnd);
        projection.lines().forEach(line -> text.append(line).append('\n'));
        fifth.ifPresent(point -> text.append(projection.beside(point)));
        return text.append('\n').toString();
    }

    private void table(StringBuilder text, String title, ToDoubleFunction<Scaling.Point> value) {
        text.append("| %s | x 1 | x 2 | x 4 | x 8 | x 16 | farthest from the line |%n|---|---|---|---|---|---|---|%n"
                .formatted(title));
        for (Scaling.Dimension dimension : Scaling.Dimension.lines()) {
            List<Scaling.Point> series = points.stream()
                    .filter(point -> point.dimension() == dimension)
                    .toList();
            text.append("| ").append(dimension.text());
            series.forEach(point -> text.append(String.format(Locale.ROOT, " | %.1f", value.applyAsDouble(point))));
            LineFit line = LineFit.of(series.stream()
                    .map(point -> new double[] {point.factor(), value.applyAsDouble(point)})
                    .toList());
            double greatest = series.stream().mapToDouble(value).max().orElse(1);
            double off = series.stream()
                    .mapToDouble(point -> Math.abs(line.at(point.factor()) - value.applyAsDouble(point)))
                    .max()
                    .orElse(0);
            text.append(String.format(Locale.ROOT, " | %.0f %% |%n", 100 * off / greatest));
        }
        text.append('\n');
    }

    private static String costs(
            List<Scaling.Point> fitted, String name, CostModel model, Function<Scaling.Point, Sample> cost) {
        double error = fitted.stream()
                .mapToDouble(point -> Math.abs(model.cpuSeconds(point.workload())
                                - cost.apply(point).cpuSeconds())
                        / cost.apply(point).cpuSeconds())
                .average()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.3f | %.3f | %.4f | %.4f | %.0f %% |%n",
                name,
                model.costs().get(0),
                model.costs().get(1) * MICROS,
                model.costs().get(2) * MICROS,
                model.costs().get(3) * MICROS,
                model.costs().get(4) * MICROS,
                100 * error);
    }
}
