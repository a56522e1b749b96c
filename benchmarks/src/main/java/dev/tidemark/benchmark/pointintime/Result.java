package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Sample;
import java.util.List;
import java.util.Optional;

/** What was measured over one load with one destination. */
record Result(Workload workload, Destination destination, List<Measured> plans) {
    Result {
        plans = List.copyOf(plans);
    }

    Optional<Measured> plan(String name) {
        return plans.stream().filter(plan -> plan.name().equals(name)).findFirst();
    }

    /** Median seconds; infinite where the plan was stopped, not a number where it did not take part. */
    double seconds(String name) {
        return plan(name).map(Measured::seconds).orElse(Double.NaN);
    }

    /** Median CPU seconds; not a number where there are none. */
    double cpuSeconds(String name) {
        return plan(name).flatMap(Measured::median).map(Sample::cpuSeconds).orElse(Double.NaN);
    }

    double peakBytes(String name) {
        return plan(name)
                .flatMap(Measured::median)
                .map(sample -> (double) sample.peakBytes())
                .orElse(Double.NaN);
    }
}
