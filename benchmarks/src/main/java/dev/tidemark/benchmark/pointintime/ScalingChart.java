package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.ChartPanel;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The measured lines as one picture: a panel per dimension, the engine alone above, end to end below. */
final class ScalingChart {
    private static final int GAP = 34;
    private static final int MARGIN = 46;
    private static final int GREATEST_FACTOR = 16;

    private final List<Scaling.Point> points;

    private ScalingChart(List<Scaling.Point> points) {
        this.points = points;
    }

    static String svg(List<Scaling.Point> points) {
        ScalingChart chart = new ScalingChart(points);
        int panels = Scaling.Dimension.lines().size();
        return ChartPanel.document(MARGIN + panels * (ChartPanel.WIDTH + GAP), 2 * (ChartPanel.HEIGHT + GAP) + 70)
                + chart.row(
                        40, "CPU seconds, engine only", point -> point.engine().cpuSeconds(), "#1f6f8b")
                + chart.row(
                        40 + ChartPanel.HEIGHT + GAP + 20,
                        "CPU seconds, end to end",
                        point -> point.endToEnd().cpuSeconds(),
                        "#99582a")
                + "</svg>\n";
    }

    private String row(int top, String title, ToDoubleFunction<Scaling.Point> value, String colour) {
        double greatest = points.stream().mapToDouble(value).max().orElse(1) * 1.05;
        StringBuilder svg = new StringBuilder(ChartPanel.text(MARGIN, top - 22, "start", title));
        int left = MARGIN;
        for (Scaling.Dimension dimension : Scaling.Dimension.lines()) {
            List<double[]> series = points.stream()
                    .filter(point -> point.dimension() == dimension)
                    .map(point -> new double[] {point.factor(), value.applyAsDouble(point)})
                    .toList();
            svg.append(new ChartPanel(left, top, GREATEST_FACTOR, greatest, colour)
                    .draw(dimension.text(), "x " + GREATEST_FACTOR, series));
            left += ChartPanel.WIDTH + GAP;
        }
        return svg.toString();
    }
}
