package dev.tidemark.benchmark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.benchmark.LineFit;
import dev.tidemark.benchmark.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestScaling {
    /** Seconds per run, per spine row and group, per group row, per group value, per output value. */
    private static final List<Double> COSTS = List.of(0.5, 2e-6, 3e-7, 1e-8, 4e-8);

    @TempDir
    Path docs;

    @Test
    void eachSeriesGrowsInOneDimensionAlone() {
        var loads = new Scaling(1).loads();

        assertThat(loads).hasSize(7).containsKeys(Scaling.Dimension.values());
        assertThat(loads.get(Scaling.Dimension.GROUPS).get(16).groups()).hasSize(16);
        assertThat(loads.get(Scaling.Dimension.FEATURES).get(16).features()).isEqualTo(160);
        assertThat(loads.get(Scaling.Dimension.SPINE_ROWS).get(16).spineRows()).isEqualTo(2_000_000);
        assertThat(Scaling.Dimension.lines())
                .extracting(line -> loads.get(line).get(1))
                .containsOnly(loads.get(Scaling.Dimension.GROUPS).get(1));
    }

    @Test
    void aLineIsFoundThroughPointsOnIt() {
        LineFit line = LineFit.of(List.of(new double[] {1, 5}, new double[] {2, 7}, new double[] {4, 11}));

        assertThat(line).isEqualTo(new LineFit(3, 2));
        assertThat(line.at(16)).isEqualTo(35);
    }

    @Test
    void theModelFindsTheCostsThatMadeTheSeconds() {
        CostModel model = CostModel.fit(points(COSTS), Scaling.Point::engine);

        for (int part = 0; part < COSTS.size(); part++) {
            assertThat(model.costs().get(part)).isCloseTo(COSTS.get(part), within(COSTS.get(part) * 1e-6));
        }
    }

    @Test
    void aPartThatWouldBeNegativeIsLeftOut() {
        CostModel model = CostModel.fit(points(List.of(0.5, 2e-6, -1e-7, 1e-7, 4e-8)), Scaling.Point::engine);

        assertThat(model.costs()).allMatch(cost -> cost >= 0);
        assertThat(model.costs().get(2)).isZero();
    }

    @Test
    void thePageKeepsWhatPeopleWroteAroundTheMarks() throws Exception {
        Path page = docs.resolve("performance.md");
        Sample twice = new Sample(1, 2 * new CostModel(COSTS).cpuSeconds(Projection.fifth()), 3 << 20);
        Scaling.Point fifth = new Scaling.Point(Scaling.Dimension.SPINE_ROWS, 0, Projection.fifth(), twice, twice);
        ScalingPage scaling = new ScalingPage(docs, points(COSTS), Optional.of(fifth));
        Files.writeString(page, "# Performance\n\nBy hand, above.\n");
        scaling.write();
        Files.writeString(page, Files.readString(page) + "By hand, below.\n");
        scaling.write();

        assertThat(Files.readString(page))
                .containsOnlyOnce("By hand, above.")
                .containsOnlyOnce("By hand, below.")
                .containsOnlyOnce("(performance.svg)")
                .contains("| groups |")
                .contains("| 50 M |")
                .contains("10,000,000 spine rows x 15 groups, 200 features, 150,000,000 feature rows")
                .contains("| 2.00 | 1 | 3 |")
                .contains("| 0 % |");
        assertThat(Files.readString(docs.resolve("performance.svg")))
                .startsWith("<svg")
                .contains("keys");
    }

    private static List<Scaling.Point> points(List<Double> costs) {
        List<Scaling.Point> points = new ArrayList<>();
        new Scaling(1)
                .loads()
                .forEach((dimension, series) -> series.forEach((factor, workload) -> {
                    Sample sample = new Sample(1, new CostModel(costs).cpuSeconds(workload), 1 << 20);
                    points.add(new Scaling.Point(dimension, factor, workload, sample, sample));
                }));
        return points;
    }
}
