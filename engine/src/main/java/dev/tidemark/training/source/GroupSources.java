package dev.tidemark.training.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.CompiledWindows;
import dev.tidemark.compile.FileListing;
import dev.tidemark.compile.SourceReader;
import dev.tidemark.compile.label.LabelWindows;
import dev.tidemark.compile.label.SourceEvents;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.pointintime.LabelComputation;
import dev.tidemark.training.source.PinnedSource.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Pins the sources of groups, and reads them as they were pinned. */
public final class GroupSources {
    private final SparkSession spark;

    public GroupSources(SparkSession spark) {
        this.spark = spark;
    }

    /** Returns the current state of the source of a group of declared windows. */
    public State pin(FeatureGroup group) {
        DataSource source = group.sources().getFirst();
        return switch (source.format()) {
            case TABLE ->
                table(source)
                        .flatMap(table -> Optional.ofNullable(table.currentSnapshot()))
                        .<State>map(snapshot -> new State.Snapshot(snapshot.snapshotId()))
                        .orElseGet(State.Unpinned::new);
            case PARQUET, CSV -> new State.Files(listing(source).state());
        };
    }

    /**
     * Opens the source of a group.
     *
     * @throws FeatureStoreException with code SOURCE_MISMATCH if it cannot be read as it was pinned
     */
    public LabelComputation open(FeatureGroup group, State pinned) {
        DataSource source = group.sources().getFirst();
        SourceReader reader = new SourceReader(spark, group);
        Map<String, String> options = options(group, source, pinned);
        UnaryOperator<Dataset<Row>> rows = pinnedRows(group, source, pinned);
        CompiledWindows windows =
                new CompiledWindows(group, reader.read(source, options).schema());
        return new LabelWindows(
                new SourceEvents(group, windows, (from, to) -> rows.apply(reader.read(source, options, from, to))));
    }

    private Map<String, String> options(FeatureGroup group, DataSource source, State pinned) {
        if (!(pinned instanceof State.Snapshot(long id))) {
            return Map.of();
        }
        if (table(source).map(table -> table.snapshot(id)).isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Source '%s' of feature group '%s' (%s) has no snapshot %d any more; keep snapshots for as long as training sets are to be made again"
                            .formatted(source.name(), group.name(), source.location(), id));
        }
        return Map.of("versionAsOf", Long.toString(id));
    }

    /** Leaves out the rows of files that were added later. */
    private UnaryOperator<Dataset<Row>> pinnedRows(FeatureGroup group, DataSource source, State pinned) {
        if (!(pinned instanceof State.Files(FileListing.State listed))) {
            return rows -> rows;
        }
        FileListing now = listing(source);
        if (now.state().equals(listed)) {
            return rows -> rows;
        }
        if (!now.onlyAddsTo(listed)) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "The files of source '%s' of feature group '%s' (%s) have changed: found %d files, expected the %d files of the training set, unchanged, and only newer ones beside them"
                            .formatted(
                                    source.name(),
                                    group.name(),
                                    source.location(),
                                    now.files().size(),
                                    listed.count()));
        }
        return rows ->
                rows.where(col("_metadata.file_modification_time").leq(lit(Instant.ofEpochMilli(listed.newest()))));
    }

    private FileListing listing(DataSource source) {
        return FileListing.of(
                new LiteralPath(source.location(), source.options().glob()),
                spark.sessionState().newHadoopConf());
    }

    /** Returns empty for a view or a table of another format, whose rows have no history. */
    private Optional<Table> table(DataSource source) {
        try {
            return Optional.of(Spark3Util.loadIcebergTable(spark, source.location()));
        } catch (AnalysisException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
