package dev.tidemark.benchmark.pointintime;

import dev.tidemark.schema.FeatureSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Makes loads and keeps them as Parquet. Every value is a hash of its row's number and its column, so that the rows do
 * not depend on how Spark cuts the work.
 *
 * @param folder of all loads
 */
record WorkloadData(SparkSession spark, Path folder) {
    static final String LABEL_ID = "label_id";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration HISTORY = Duration.ofDays(60);
    /** Labels are of the second half, so that most find a history. */
    private static final Duration BEFORE_LABELS = Duration.ofDays(30);
    /** Every hundredth row corrects the one before: the same entity and event, written later. */
    private static final int CORRECTED = 100;

    private static final int ROWS_PER_FILE = 500_000;

    /** The load's files, made if they are not there. */
    JoinInputs of(Workload workload) {
        Path home = folder.resolve(workload.folder());
        Path spine = home.resolve("spine");
        if (!isWritten(spine)) {
            writeSpine(workload, spine);
        }
        List<GroupTable> groups = new ArrayList<>();
        for (GroupShape group : workload.groups()) {
            Path rows = folder.resolve(workload.historyFolder()).resolve(group.name());
            if (!isWritten(rows)) {
                writeGroup(workload, group, rows);
            }
            groups.add(new GroupTable(group.definition(), rows));
        }
        return new JoinInputs(spine, groups);
    }

    private static boolean isWritten(Path table) {
        return Files.exists(table.resolve("_SUCCESS"));
    }

    private void writeSpine(Workload workload, Path path) {
        Hashes hashes = new Hashes("id", 1);
        write(
                workload.spineRows(),
                path,
                List.of(
                        "id AS " + LABEL_ID,
                        workload.keys().sql(workload.entities(), hashes.even(1), hashes.even(2)) + " AS "
                                + GroupShape.KEY,
                        event(
                                        "id",
                                        hashes.even(3),
                                        START.plus(BEFORE_LABELS),
                                        HISTORY.minus(BEFORE_LABELS),
                                        workload.spineRows())
                                + " AS " + FeatureSchema.EVENT_TIMESTAMP,
                        "CAST(%s < 0.02 AS INT) AS label".formatted(hashes.even(4))));
    }

    private void writeGroup(Workload workload, GroupShape group, Path path) {
        int seed = 1_000 + workload.groups().indexOf(group);
        String original = "(id - CAST(id %% %1$d = %2$d AS INT))".formatted(CORRECTED, CORRECTED - 1);
        Hashes entity = new Hashes(original, seed);
        Hashes row = new Hashes("id", seed);
        String event = event(original, entity.even(3), START, HISTORY, group.rows());
        // Most rows are written within minutes, one in twenty within a day; a correction some hours after.
        String lateness = "(-ln(1 - %s) * IF(%s < 0.05, 20000e6, 120e6) + IF(id %% %d = %d, 14400e6, 0))"
                .formatted(row.even(4), row.even(5), CORRECTED, CORRECTED - 1);
        List<String> columns = new ArrayList<>();
        columns.add(workload.keys().sql(workload.entities(), entity.even(1), entity.even(2)) + " AS " + GroupShape.KEY);
        columns.add(event + " AS " + FeatureSchema.EVENT_TIMESTAMP);
        columns.add("timestamp_micros(unix_micros(%s) + CAST(%s AS BIGINT)) AS %s"
                .formatted(event, lateness, FeatureSchema.CREATED_AT));
        for (int position = 0; position < group.features(); position++) {
            columns.add("%s AS %s".formatted(value(row, position), group.feature(position)));
        }
        write(group.rows(), path, columns);
    }

    /** Instants that rise with the row's number and never meet: as rows arrive, and as a table of days keeps them. */
    private static String event(String number, String even, Instant start, Duration span, long rows) {
        long step = span.toNanos() / 1_000 / rows;
        return "timestamp_micros(%dL + %s * %dL + CAST(%s * %d AS BIGINT))"
                .formatted(start.toEpochMilli() * 1_000, number, step, even, step);
    }

    private static String value(Hashes row, int position) {
        String even = row.even(100 + position);
        String value = switch (GroupShape.type(position)) {
            case INT64 -> "CAST(%s * 1e9 AS BIGINT)".formatted(even);
            case INT32 -> "CAST(%s * 500 AS INT)".formatted(even);
            default -> "(%s * 1e4)".formatted(even);
        };
        return "IF(%s < 0.02, NULL, %s)".formatted(row.even(10_000 + position), value);
    }

    private void write(long rows, Path path, List<String> columns) {
        int files = Math.toIntExact(Math.max(4, rows / ROWS_PER_FILE));
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spark.range(0, rows, 1, files)
                .selectExpr(columns.toArray(String[]::new))
                .write()
                .mode(SaveMode.Overwrite)
                .option("compression", "zstd")
                .parquet(path.toString());
    }

    /** SQL for numbers in [0, 1) that follow from a row's number alone. */
    private record Hashes(String number, int seed) {
        String even(int column) {
            // 53 bits: what a double can tell apart.
            return "(shiftrightunsigned(xxhash64(%s, %d), 11) * 1.1102230246251565E-16D)"
                    .formatted(number, seed * 100_000 + column);
        }
    }
}
