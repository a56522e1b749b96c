package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.HeapGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.spark.SparkWork;
import dev.tidemark.feature.FeatureGroup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The first materialization of a group, into a new table.
 *
 * @param rows takes the number of written rows
 */
record FullRun(SparkSession spark, WindowGroup windows, Path events, Instant to, AtomicLong rows) {
    static final String NAME = "tidemark";

    FullRun(SparkSession spark, WindowGroup windows, Path events, Instant to) {
        this(spark, windows, events, to, new AtomicLong());
    }

    Variant variant(String name) {
        FeatureGroup group = windows.definition(events);
        Work work = new Work(this, group);
        return new Variant(
                name,
                HeapGauge::start,
                List.of(Step.ignored(work::prepare), Step.added(new SparkWork(spark, name, work::run))));
    }

    String table() {
        try (Workbench workbench = new Workbench(spark, to)) {
            return workbench.tables().tableName(windows.definition(events));
        }
    }

    /** Each run with a metadata database that has seen nothing. */
    private static final class Work {
        private final FullRun run;
        private final FeatureGroup group;
        private @Nullable Workbench workbench;

        Work(FullRun run, FeatureGroup group) {
            this.run = run;
            this.group = group;
        }

        void prepare() {
            close();
            workbench = new Workbench(run.spark, run.to);
            workbench.drop(group);
        }

        void run() {
            run.rows.set(Objects.requireNonNull(workbench).materialize(group, run.to));
        }

        private void close() {
            if (workbench != null) {
                workbench.close();
            }
        }
    }
}
