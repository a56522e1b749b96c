package dev.tidemark.benchmark.materialize;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.time.Knowledge;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import dev.tidemark.training.TrainingSetBuilder;
import dev.tidemark.training.source.SourceChoice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** A training set whose windows are computed at the labels' instants from the events, without a table. */
record SourcesRun(SparkSession spark, WindowGroup windows, Path events, Path labels, Instant now, Path output) {
    /** Returns the number of labels. */
    long run() {
        FeatureGroup group = windows.definition(events);
        OfflineStore tables = new OfflineStore(spark, "benchmark", () -> now);
        TrainingSet request = new TrainingSet(
                        new Spine.Parquet(labels.toString()),
                        LabelFiles.TIME,
                        List.of(new FeatureReference(group.name(), null)),
                        Knowledge.eventTime(),
                        false,
                        new Output.Parquet(output.toString()))
                .fromSources(SourceChoice.ALL);
        return new TrainingSetBuilder(spark, tables, name -> group, () -> now)
                .build(request)
                .rows();
    }
}
