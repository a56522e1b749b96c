package dev.tidemark.benchmark.pointintime;

import java.util.List;

/**
 * The straight line that is nearest to some points, and how near it is.
 *
 * @param share of the points' spread that the line accounts for: 1 if all lie on it
 */
record LineFit(double intercept, double slope, double share) {
    /** Least squares. Needs two points with different x. */
    static LineFit of(List<double[]> points) {
        double meanX = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double meanY = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double covariance = 0;
        double spreadX = 0;
        double spreadY = 0;
        for (double[] point : points) {
            covariance += (point[0] - meanX) * (point[1] - meanY);
            spreadX += (point[0] - meanX) * (point[0] - meanX);
            spreadY += (point[1] - meanY) * (point[1] - meanY);
        }
        double slope = covariance / spreadX;
        double share = spreadY == 0 ? 1 : covariance * covariance / (spreadX * spreadY);
        return new LineFit(meanY - slope * meanX, slope, share);
    }

    double at(double x) {
        return intercept + slope * x;
    }
}
