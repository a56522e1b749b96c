package dev.tidemark.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * One small picture of measured points with the straight line that fits them best, as a part of an SVG document.
 *
 * @param left of the picture's axes, in pixels
 * @param greatestX the value at the right end; both axes begin at 0
 * @param greatestY the value at the top
 */
public record ChartPanel(int left, int top, double greatestX, double greatestY, String colour) {
    public static final int WIDTH = 150;
    public static final int HEIGHT = 130;

    /** Draws the panel. */
    public String draw(String title, String rightLabel, List<double[]> points) {
        StringBuilder svg = new StringBuilder();
        int bottom = top + HEIGHT;
        svg.append("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#555\"/>%n"
                .formatted(left, top, bottom, left + WIDTH));
        svg.append(text(left + WIDTH / 2, top - 6, "middle", title));
        svg.append(text(left - 4, top + 4, "end", figure(greatestY)));
        svg.append(text(left - 4, bottom, "end", "0"));
        svg.append(text(left + WIDTH, bottom + 14, "end", rightLabel));
        double least = points.stream().mapToDouble(point -> point[0]).min().orElse(0);
        svg.append(text((int) x(least), bottom + 14, "middle", figure(least).replace(".0", "")));
        for (double[] point : points) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                    x(point[0]),
                    y(point[1]),
                    colour));
        }
        LineFit line = LineFit.of(points);
        return svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-opacity=\"0.5\"/>%n",
                        x(least),
                        y(line.at(least)),
                        x(greatestX),
                        y(line.at(greatestX)),
                        colour))
                .toString();
    }

    /** A line of text in the same document. */
    public static String text(int x, int y, String anchor, String text) {
        return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222\">%s</text>%n".formatted(x, y, anchor, text);
    }

    /** The document's first lines: its size, and a white ground. */
    public static String document(int width, int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif" font-size="11">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """.formatted(width, height);
    }

    private double x(double value) {
        return left + WIDTH * value / greatestX;
    }

    private double y(double value) {
        return top + HEIGHT - HEIGHT * value / greatestY;
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
