package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Measured;
import dev.tidemark.benchmark.Rounds;
import dev.tidemark.benchmark.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Measures the line-up over a load: first the engines alone, then end to end.
 *
 * @param folder of the generated files and of what plans write
 * @param plans that take part, by name
 */
record PointInTimeRun(
        SparkSession spark, Path folder, int threads, Rounds rounds, List<String> plans, Workloads workloads) {

    List<Result> measure(Workload workload, List<Destination> destinations) {
        List<Result> results = new ArrayList<>();
        Set<String> stopped = new TreeSet<>();
        for (Destination destination : destinations) {
            // What did not finish without writing does not finish with it either.
            List<String> names =
                    plans.stream().filter(name -> !stopped.contains(name)).toList();
            rounds.progress().accept("%s, %s".formatted(workload.name(), destination.text()));
            List<Measured> measured = rounds.measure(variants(workload, destination, names));
            measured.stream()
                    .filter(plan -> !plan.finished())
                    .map(Measured::name)
                    .forEach(stopped::add);
            results.add(new Result(workload, destination, measured));
        }
        return results;
    }

    private List<Variant> variants(Workload workload, Destination destination, List<String> names) {
        List<Variant> variants = new ArrayList<>(lineup(workload).variants(destination, names));
        if (workload.name().equals(Workloads.HOT_KEY)) {
            List<String> compared = names.stream()
                    .filter(Set.of(Lineup.ours(), DuckDbAsof.NAME)::contains)
                    .toList();
            lineup(workloads.even()).variants(destination, compared).stream()
                    .map(variant -> new Variant(onEven(variant.name()), variant.memory(), variant.steps()))
                    .forEach(variants::add);
        }
        return variants;
    }

    private Lineup lineup(Workload workload) {
        JoinInputs inputs = new WorkloadData(spark, folder.resolve("data")).of(workload);
        return new Lineup(spark, inputs, folder.resolve("output").resolve(workload.name()), threads);
    }

    /** What a plan is called where it runs over the load without the hot key, beside itself over the load with it. */
    static String onEven(String plan) {
        return plan + ", no hot key";
    }
}
