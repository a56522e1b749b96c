package dev.tidemark.benchmark;

import java.util.List;

/** The straight line that is nearest to some points. */
public record LineFit(double intercept, double slope) {
    /** Least squares. Needs two points with different x. */
    public static LineFit of(List<double[]> points) {
        double meanX = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double meanY = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double covariance = 0;
        double spreadX = 0;
        for (double[] point : points) {
            covariance += (point[0] - meanX) * (point[1] - meanY);
            spreadX += (point[0] - meanX) * (point[0] - meanX);
        }
        double slope = covariance / spreadX;
        return new LineFit(meanY - slope * meanX, slope);
    }

    public double at(double x) {
        return intercept + slope * x;
    }
}
