package dev.tidemark.retirement;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement;
import dev.tidemark.registry.Retirement.Kind;
import dev.tidemark.registry.Retirements;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Removes all data of a retired group except its definitions and its list of runs: online values, tables with their
 * files, the stream's state, positions, pushed rows. Each step can be repeated, so the same call continues a killed
 * purge.
 */
public final class GroupPurge {
    private final SparkSession spark;
    private final Registry registry;
    private final OfflineStore tables;
    private final OutOfUse outOfUse;
    private final Runs runs;
    private final String checkpoints;

    /** @param checkpoints the folder of all streams */
    public GroupPurge(
            SparkSession spark,
            Registry registry,
            OfflineStore tables,
            OutOfUse outOfUse,
            Runs runs,
            String checkpoints) {
        this.spark = spark;
        this.registry = registry;
        this.tables = tables;
        this.outOfUse = outOfUse;
        this.runs = runs;
        this.checkpoints = checkpoints;
    }

    /**
     * Purges a group.
     *
     * @param trainingSetsToo whether to purge although training sets were made from the group, and could no longer be
     *     made again
     * @param removed called after each batch with the number of values removed from the online store
     * @return false if it was purged before
     * @throws FeatureStoreException with code INVALID_ARGUMENT if it is in use or needed
     */
    public boolean purge(String name, boolean trainingSetsToo, LongConsumer removed) {
        Retirement retired = retired(name);
        if (retired.isPurged()) {
            return false;
        }
        FeatureGroup group = registry.groupWithHistory(name);
        outOfUse.requireNoService(name);
        if (!trainingSetsToo) {
            requireNoTrainingSet(name);
        }
        outOfUse.requireNoRun(name);
        runs.record(RunKind.PURGE, name, null, lease -> {
            outOfUse.removeOnlineValues(name, removed);
            lease.check();
            drop(group);
            delete(checkpoints + "/" + name);
            registry.retirements().forget(name);
            return new Runs.Done<>(true, 0, null);
        });
        return true;
    }

    private Retirement retired(String name) {
        return registry.retirements().of(Kind.GROUP, name).orElseThrow(() -> {
            registry.group(name);
            return new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is in use; retire it first: tidemark retire %s".formatted(name, name));
        });
    }

    private void requireNoTrainingSet(String name) {
        List<String> needed =
                new TrainingSetsOfGroup(spark).among(registry.retirements().trainingSets(), name);
        if (!needed.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Training set '%s' was made of feature group '%s' and could not be made again%s; add --despite-training-sets where that is all right"
                            .formatted(
                                    needed.getFirst(),
                                    name,
                                    needed.size() == 1 ? "" : ", nor could %d others".formatted(needed.size() - 1)));
        }
    }

    /** Finds the files that a killed drop has left behind by the location that was recorded before it. */
    private void drop(FeatureGroup group) {
        Retirements retirements = registry.retirements();
        String letters = tables.deadLetters(group).name();
        if (tables.exists(group)) {
            String location = tables.icebergTable(group).location();
            retirements.noteLocations(group.name(), List.of(location));
        }
        spark.sql("DROP TABLE IF EXISTS %s PURGE".formatted(letters));
        spark.sql("DROP TABLE IF EXISTS %s PURGE".formatted(tables.tableName(group)));
        for (String location : retirements.locations(group.name())) {
            if (new Path(location).getName().equals(group.name())) {
                delete(location);
            }
        }
    }

    private void delete(String folder) {
        Path path = new Path(folder);
        try {
            path.getFileSystem(spark.sparkContext().hadoopConfiguration()).delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the folder " + folder, e);
        }
    }
}
