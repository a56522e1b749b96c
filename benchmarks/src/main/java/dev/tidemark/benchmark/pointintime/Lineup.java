package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.ResidentGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkSink;
import dev.tidemark.benchmark.spark.SparkWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Who takes part: Tidemark's plans and the peers, over one load.
 *
 * @param outputs folder for what they write, a folder below for each
 * @param threads of every engine
 * @param asof where a newer Spark runs
 */
record Lineup(SparkSession spark, JoinInputs inputs, Path outputs, int threads, SparkAsofProcess asof) {
    /** Tidemark's plan that the goals are about: its default. */
    static String ours() {
        return OurPlan.all().getFirst().name();
    }

    /** All plans that run in Spark, ours first. */
    static List<SparkPlan> sparkPlans() {
        List<SparkPlan> peers = List.of(
                new WrittenBySpark(OurPlan.all().getFirst()), new TempoPlan(), new ArticlePlan(), new FeastPlan());
        return Stream.concat(OurPlan.all().stream(), peers.stream()).toList();
    }

    static List<String> names() {
        return Stream.concat(
                        sparkPlans().stream().map(SparkPlan::name),
                        Stream.of(DuckDbAsof.NAME, SparkAsof.NAME, SparkFloor.NAME))
                .toList();
    }

    /** The variants with these names. Ours must be among them where the floor is, which writes ours' rows again. */
    List<Variant> variants(Destination destination, List<String> names) {
        List<Variant> variants = new ArrayList<>();
        sparkPlans().stream()
                .filter(plan -> names.contains(plan.name()))
                .filter(plan -> destination != Destination.NOWHERE || !(plan instanceof WrittenBySpark))
                .map(plan -> inSpark(plan, destination))
                .forEach(variants::add);
        if (names.contains(DuckDbAsof.NAME)) {
            variants.add(inDuckDb(destination));
        }
        if (names.contains(SparkAsof.NAME) && hasAsof()) {
            Path output = destination == Destination.NOWHERE ? null : outputs.resolve(SparkAsof.NAME);
            variants.add(new SparkAsof(spark, inputs, output, asof).variant());
        }
        if (names.contains(SparkFloor.NAME)) {
            SparkFloor floor = new SparkFloor(spark, inputs);
            variants.add(
                    destination == Destination.NOWHERE
                            ? floor.scan()
                            : floor.scanAndWrite(outputs.resolve(ours()), outputs.resolve(SparkFloor.NAME)));
        }
        return variants;
    }

    Variant inSpark(SparkPlan plan, Destination destination) {
        return Variant.of(plan.name(), new SparkWork(spark, plan.name(), () -> {
            Dataset<Row> joined = plan.join(spark, inputs);
            if (destination == Destination.NOWHERE) {
                SparkSink.discard(joined);
            } else {
                plan.write(joined, outputs.resolve(plan.name()));
            }
        }));
    }

    private boolean hasAsof() {
        try {
            return asof.isAvailable();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Variant inDuckDb(Destination destination) {
        Path output = destination == Destination.NOWHERE ? null : outputs.resolve(DuckDbAsof.NAME);
        return new Variant(
                DuckDbAsof.NAME, ResidentGauge::start, List.of(Step.added(new DuckDbAsof(inputs, threads, output))));
    }
}
