package dev.tidemark.cli;

import dev.tidemark.console.Console;
import dev.tidemark.console.Verbosity;
import dev.tidemark.demo.Payments;
import dev.tidemark.demo.UserTransactions;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.launch.Application;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * The main class of a short walk along the demo's road, up to a training set, in a home of its own. The launcher takes it once
 * for each build and has the JVM keep the classes that it loads, so that every later command starts faster.
 */
public final class Rehearsal {
    private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
    private static final int DAYS = 2;
    private static final String TABLE = "demo.transactions";

    private Rehearsal() {}

    /** @param arguments an empty folder for the home, which is the caller's to remove */
    public static void main(String... arguments) throws NoSuchTableException {
        Path home = Path.of(arguments[0]).toAbsolutePath();
        // Nothing of this process's environment counts: no setting may lead to a database that is in use.
        Map<String, String> environment = Map.of("TIDEMARK_HOME", home.toString());
        Tidemark.run("--version");
        try (Application application =
                Application.open(null, environment, Console.ofProcess(Verbosity.QUIET), InstantSource.system())) {
            pay(application.spark());
            FeatureGroup group = new UserTransactions().define();
            application.registry().apply(application.registry().plan(List.of(group)));
            application.backfill().restart(group, List.of(new TimeRange(END.minus(Duration.ofDays(DAYS)), END)));
            application
                    .trainingSets()
                    .build(new TrainingSet(
                            new Spine.Query("SELECT user_id, event_timestamp FROM " + TABLE),
                            "event_timestamp",
                            List.of(new FeatureReference(group.name(), null)),
                            Knowledge.eventTime(),
                            false,
                            new Output.Parquet(home.resolve("training-set").toString())));
        }
    }

    private static void pay(SparkSession spark) {
        spark.sql("CREATE NAMESPACE IF NOT EXISTS demo");
        new Payments(1, 200, 20, 10, DAYS, END)
                .generate(spark)
                .writeTo(TABLE)
                .using("iceberg")
                .createOrReplace();
    }
}
