package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * CPU seconds of a join as a sum over what it handles, fitted to measured loads by least squares. No part is negative:
 * what would be is left out, because handling more costs nothing less.
 *
 * @param costs CPU seconds of a run, per spine row and group, per group row, per group value and per output value
 */
record CostModel(List<Double> costs) {
    CostModel {
        costs = List.copyOf(costs);
    }

    private static final int PARTS = 5;

    static CostModel fit(List<Scaling.Point> points, Function<Scaling.Point, Sample> cost) {
        List<Integer> parts = List.of(0, 1, 2, 3, 4);
        while (true) {
            double[] solved = solve(points, cost, parts);
            int least = least(points, parts, solved);
            if (solved[least] >= 0 || parts.size() == 1) {
                Double[] costs = new Double[PARTS];
                Arrays.fill(costs, 0.0);
                for (int position = 0; position < solved.length; position++) {
                    costs[parts.get(position)] = solved[position];
                }
                return new CostModel(List.of(costs));
            }
            Integer negative = parts.get(least);
            parts = parts.stream().filter(part -> !part.equals(negative)).toList();
        }
    }

    /** The position of the part that takes the most off the greatest load. */
    private static int least(List<Scaling.Point> points, List<Integer> parts, double[] solved) {
        int least = 0;
        for (int position = 1; position < solved.length; position++) {
            double taken = solved[position] * scale(points, parts.get(position));
            least = taken < solved[least] * scale(points, parts.get(least)) ? position : least;
        }
        return least;
    }

    /** What a run handles, in the order of {@link #costs}. */
    static double[] amounts(Workload workload) {
        return new double[] {
            1,
            (double) workload.spineRows() * workload.groups().size(),
            workload.groupRows(),
            workload.groups().stream()
                    .mapToDouble(group -> (double) group.rows() * group.features())
                    .sum(),
            workload.outputValues()
        };
    }

    double cpuSeconds(Workload workload) {
        double[] amounts = amounts(workload);
        double sum = 0;
        for (int part = 0; part < PARTS; part++) {
            sum += costs.get(part) * amounts[part];
        }
        return sum;
    }

    private static double scale(List<Scaling.Point> points, int part) {
        return points.stream()
                .mapToDouble(point -> amounts(point.workload())[part])
                .max()
                .orElse(1);
    }

    /** The normal equations, each part in units of its greatest amount so that none drowns another. */
    private static double[] solve(
            List<Scaling.Point> points, Function<Scaling.Point, Sample> cost, List<Integer> parts) {
        int size = parts.size();
        double[][] equations = new double[size][size + 1];
        for (Scaling.Point point : points) {
            double[] amounts = amounts(point.workload());
            double seconds = cost.apply(point).cpuSeconds();
            for (int row = 0; row < size; row++) {
                double factor = amounts[parts.get(row)] / scale(points, parts.get(row));
                for (int column = 0; column < size; column++) {
                    equations[row][column] += factor * amounts[parts.get(column)] / scale(points, parts.get(column));
                }
                equations[row][size] += factor * seconds;
            }
        }
        double[] solved = eliminate(equations);
        for (int row = 0; row < size; row++) {
            solved[row] /= scale(points, parts.get(row));
        }
        return solved;
    }

    private static double[] eliminate(double[][] equations) {
        int size = equations.length;
        for (int pivot = 0; pivot < size; pivot++) {
            int best = pivot;
            for (int row = pivot + 1; row < size; row++) {
                best = Math.abs(equations[row][pivot]) > Math.abs(equations[best][pivot]) ? row : best;
            }
            double[] swapped = equations[pivot];
            equations[pivot] = equations[best];
            equations[best] = swapped;
            for (int row = 0; row < size; row++) {
                if (row != pivot) {
                    double factor = equations[row][pivot] / equations[pivot][pivot];
                    for (int column = pivot; column <= size; column++) {
                        equations[row][column] -= factor * equations[pivot][column];
                    }
                }
            }
        }
        double[] solved = new double[size];
        Arrays.setAll(solved, row -> equations[row][size] / equations[row][row]);
        return solved;
    }
}
