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
 * @param asof where a newer Spark runs
 */
record PointInTimeRun(
        SparkSession spark, Path folder, int threads, Rounds rounds, Workloads workloads, SparkAsofProcess asof) {

    /** Measures the plans with these names, to each destination in turn. */
    List<Result> measure(Workload workload, List<Destination> destinations, List<String> plans) {
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
                    .map(variant -> variant.named(onEven(variant.name())))
                    .forEach(variants::add);
        }
        return variants;
    }

    Lineup lineup(Workload workload) {
        JoinInputs inputs = new WorkloadData(spark, folder.resolve("data")).of(workload);
        return new Lineup(spark, inputs, folder.resolve("output").resolve(workload.folder()), threads, asof);
    }

    /** What a plan is called where it runs over the load without the hot key, beside itself over the load with it. */
    static String onEven(String plan) {
        return plan + ", no hot key";
    }
}
