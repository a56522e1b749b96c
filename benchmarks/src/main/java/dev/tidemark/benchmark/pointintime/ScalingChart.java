package dev.tidemark.benchmark.pointintime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The measured lines as one picture: a panel per dimension, the engine alone above, end to end below. */
final class ScalingChart {
    private static final int PANEL_WIDTH = 150;
    private static final int PANEL_HEIGHT = 130;
    private static final int GAP = 34;
    private static final int MARGIN = 46;
    private static final int GREATEST_FACTOR = 16;

    private final List<Scaling.Point> points;
    private final StringBuilder svg = new StringBuilder();

    private ScalingChart(List<Scaling.Point> points) {
        this.points = points;
    }

    static String svg(List<Scaling.Point> points) {
        return new ScalingChart(points).draw();
    }

    private String draw() {
        int panels = Scaling.Dimension.lines().size();
        int width = MARGIN + panels * (PANEL_WIDTH + GAP);
        int height = 2 * (PANEL_HEIGHT + GAP) + 70;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="11">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """.formatted(width, height));
        row(40, "CPU seconds, engine only", point -> point.engine().cpuSeconds(), "#1f6f8b");
        row(
                40 + PANEL_HEIGHT + GAP + 20,
                "CPU seconds, end to end",
                point -> point.endToEnd().cpuSeconds(),
                "#99582a");
        return svg.append("</svg>\n").toString();
    }

    private void row(int top, String title, ToDoubleFunction<Scaling.Point> value, String colour) {
        double greatest = points.stream().mapToDouble(value).max().orElse(1) * 1.05;
        text(MARGIN, top - 22, "start", title);
        int left = MARGIN;
        for (Scaling.Dimension dimension : Scaling.Dimension.lines()) {
            List<Scaling.Point> series = points.stream()
                    .filter(point -> point.dimension() == dimension)
                    .toList();
            panel(left, top, dimension.text(), series, value, greatest, colour);
            left += PANEL_WIDTH + GAP;
        }
    }

    private void panel(
            int left,
            int top,
            String title,
            List<Scaling.Point> series,
            ToDoubleFunction<Scaling.Point> value,
            double greatest,
            String colour) {
        int bottom = top + PANEL_HEIGHT;
        svg.append("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#555\"/>%n"
                .formatted(left, top, bottom, left + PANEL_WIDTH));
        text(left + PANEL_WIDTH / 2, top - 6, "middle", title);
        text(left - 4, top + 4, "end", figure(greatest));
        text(left - 4, bottom, "end", "0");
        text(left + PANEL_WIDTH, bottom + 14, "end", "x 16");
        text((int) x(left, 1), bottom + 14, "middle", "1");
        List<double[]> known = new ArrayList<>();
        for (Scaling.Point point : series) {
            known.add(new double[] {point.factor(), value.applyAsDouble(point)});
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                    x(left, point.factor()),
                    y(bottom, value.applyAsDouble(point), greatest),
                    colour));
        }
        LineFit line = LineFit.of(known);
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-opacity=\"0.5\"/>%n",
                x(left, 1),
                y(bottom, line.at(1), greatest),
                x(left, GREATEST_FACTOR),
                y(bottom, line.at(GREATEST_FACTOR), greatest),
                colour));
    }

    private static double x(int left, double factor) {
        return left + PANEL_WIDTH * factor / GREATEST_FACTOR;
    }

    private static double y(int bottom, double value, double greatest) {
        return bottom - PANEL_HEIGHT * value / greatest;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    private void text(int x, int y, String anchor, String text) {
        svg.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222\">%s</text>%n".formatted(x, y, anchor, text));
    }
}
