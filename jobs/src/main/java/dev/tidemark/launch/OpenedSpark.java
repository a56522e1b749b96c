package dev.tidemark.launch;

import dev.tidemark.conf.Settings;
import dev.tidemark.session.SparkConfig;
import dev.tidemark.session.SparkSessions;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.SparkProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** A process's Spark session, opened when it is first requested. Not thread-safe. */
final class OpenedSpark {
    private final Settings settings;
    private final Map<String, String> environment;
    private final Console console;
    private final Closing closing;
    private final MetadataParts metadata;
    private final Supplier<Optional<Path>> definitions;

    private List<String> words = List.of();
    private @Nullable SparkSession session;
    private @Nullable SparkProgress progress;

    /** @param definitions makes the jar of the project's classes: executors need it if a class computes a group */
    OpenedSpark(
            Settings settings,
            Map<String, String> environment,
            Console console,
            Closing closing,
            MetadataParts metadata,
            Supplier<Optional<Path>> definitions) {
        this.settings = settings;
        this.environment = environment;
        this.console = console;
        this.closing = closing;
        this.metadata = metadata;
        this.definitions = definitions;
    }

    void startedAs(List<String> typed) {
        words = List.copyOf(typed);
    }

    SparkSession session() {
        if (session == null) {
            // The catalog creates its tables in the metadata database, whose migrations run first.
            refuseCopiedWarehouse();
            // A class may compute a group, so the threads of the session that is opened here must be able to load it.
            Optional<Path> jar = definitions.get();
            SparkConfig config = SparkConfig.from(settings);
            if (!ClusterJars.isSubmitted()) {
                config = ClusterJars.ofProcess(environment, jar, new SubmitCommand(words))
                        .addTo(config);
            }
            session = open(config);
        }
        return session;
    }

    private SparkSession open(SparkConfig config) {
        console.progress().status("starting Spark");
        SparkSession spark = SparkSessions.open(config, "tidemark");
        closing.add(spark::stop);
        closing.onSignal(spark.sparkContext()::cancelAllJobs);
        progress = new SparkProgress(console.progress());
        spark.sparkContext().addSparkListener(progress);
        console.progress().status("waiting for executors");
        FirstExecutor.await(spark.sparkContext(), settings.duration("spark.executors-timeout"));
        return spark;
    }

    private void refuseCopiedWarehouse() {
        var database = metadata.database();
        if (!settings.text("warehouse.location").contains(":")) {
            new CopiedWarehouse(database, settings.path("warehouse.location")).refuse();
        }
    }

    void step(String name) {
        session();
        if (progress != null) {
            progress.begin(name);
        }
    }
}
