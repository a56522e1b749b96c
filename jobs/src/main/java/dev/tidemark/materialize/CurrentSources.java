package dev.tidemark.materialize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.FileListing;
import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.materialize.SourceState.Files;
import dev.tidemark.materialize.SourceState.Snapshot;
import dev.tidemark.materialize.SourceState.Unknown;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;

/** Reads the current state of groups' sources and compares it with earlier states. */
final class CurrentSources {
    private final SparkSession spark;

    CurrentSources(SparkSession spark) {
        this.spark = spark;
    }

    SourceStates states(FeatureGroup group) {
        Map<String, SourceState> states = new HashMap<>();
        group.sources().forEach(source -> states.put(source.name(), state(source)));
        return new SourceStates(states);
    }

    /** Returns the size of a group's sources; empty if the size of one is not known. */
    OptionalLong bytes(FeatureGroup group) {
        long sum = 0;
        for (DataSource source : group.sources()) {
            OptionalLong bytes = bytes(source);
            if (bytes.isEmpty()) {
                return bytes;
            }
            sum += bytes.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private OptionalLong bytes(DataSource source) {
        return switch (source.format()) {
            case TABLE ->
                iceberg(source)
                        .map(table -> table.currentSnapshot() == null
                                ? "0"
                                : table.currentSnapshot().summary().get(SnapshotSummary.TOTAL_FILE_SIZE_PROP))
                        .map(total -> OptionalLong.of(Long.parseLong(total)))
                        .orElseGet(OptionalLong::empty);
            case PARQUET, CSV ->
                OptionalLong.of(listing(source).files().stream()
                        .mapToLong(FileListing.File::size)
                        .sum());
        };
    }

    private SourceState state(DataSource source) {
        return switch (source.format()) {
            case TABLE ->
                iceberg(source).<SourceState>map(CurrentSources::state).orElseGet(Unknown::new);
            case PARQUET, CSV -> Files.of(listing(source).state());
        };
    }

    private static SourceState state(Table table) {
        return new Snapshot(
                table.uuid().toString(),
                table.currentSnapshot() == null
                        ? Snapshot.NO_SNAPSHOT
                        : table.currentSnapshot().snapshotId());
    }

    private FileListing listing(DataSource source) {
        return FileListing.of(
                new LiteralPath(source.location(), source.options().glob()),
                spark.sparkContext().hadoopConfiguration());
    }

    /** Returns empty for a view or a table of another format, whose rows have no history. */
    private Optional<Table> iceberg(DataSource source) {
        try {
            return Optional.of(Spark3Util.loadIcebergTable(spark, source.location()));
        } catch (AnalysisException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    SourceDifference difference(FeatureGroup group, DataSource source, SourceState earlier) {
        return switch (earlier) {
            case Snapshot snapshot ->
                iceberg(source)
                        .map(table -> difference(group, source, snapshot, table))
                        .orElseGet(() -> new SourceDifference.Anything("is no Iceberg table any more"));
            case Files files ->
                source.format() == DataSource.Format.TABLE
                        ? new SourceDifference.Anything("has become a table")
                        : difference(group, source, files, listing(source));
            case Unknown unknown ->
                new SourceDifference.NotKnown("has neither a created column nor a history to compare with");
        };
    }

    private SourceDifference difference(FeatureGroup group, DataSource source, Files earlier, FileListing now) {
        if (now.state().equals(earlier.listed())) {
            return new SourceDifference.None();
        }
        if (!now.onlyAddsTo(earlier.listed())) {
            return new SourceDifference.Anything("has files that were changed or removed");
        }
        return new SourceDifference.Added(new SourceReader(spark, group)
                .read(source)
                .where(col("_metadata.file_modification_time").gt(lit(Instant.ofEpochMilli(earlier.newest())))));
    }

    private SourceDifference difference(FeatureGroup group, DataSource source, Snapshot earlier, Table table) {
        if (!table.uuid().toString().equals(earlier.tableId())) {
            return new SourceDifference.Anything("is another table of the same name");
        }
        org.apache.iceberg.Snapshot now = table.currentSnapshot();
        if (earlier.snapshotId() == Snapshot.NO_SNAPSHOT) {
            return now == null
                    ? new SourceDifference.None()
                    : new SourceDifference.Added(new SourceReader(spark, group).read(source));
        }
        boolean appended = false;
        org.apache.iceberg.Snapshot snapshot = now;
        while (snapshot != null && snapshot.snapshotId() != earlier.snapshotId()) {
            switch (snapshot.operation()) {
                case DataOperations.APPEND -> appended = true;
                case DataOperations.REPLACE -> {}
                case null, default -> {
                    return new SourceDifference.NotKnown(
                            "was changed by more than appends (%s)".formatted(snapshot.operation()));
                }
            }
            snapshot = snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
        }
        if (snapshot == null || now == null) {
            return new SourceDifference.NotKnown(
                    "no longer has the snapshot %d, which was read".formatted(earlier.snapshotId()));
        }
        return appended
                ? new SourceDifference.Added(new SourceReader(spark, group)
                        .read(
                                source,
                                Map.of(
                                        SparkReadOptions.START_SNAPSHOT_ID,
                                        Long.toString(earlier.snapshotId()),
                                        SparkReadOptions.END_SNAPSHOT_ID,
                                        Long.toString(now.snapshotId()))))
                : new SourceDifference.None();
    }
}
