package dev.tidemark.benchmark.materialize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Makes payments and keeps them as zstd Parquet. Every value is a hash of its row's number, so that the rows are the
 * same on every machine.
 *
 * @param folder of all loads
 */
record EventFiles(SparkSession spark, Path folder) {
    static final String KEY = "user_id";
    static final String TIME = "event_timestamp";
    static final String AMOUNT = "amount";
    static final String MERCHANT = "merchant";
    static final List<String> COLUMNS = List.of(KEY, TIME, AMOUNT, MERCHANT);

    private static final int ROWS_PER_FILE = 500_000;

    /** The load's files, made if they are not there. */
    Path of(EventLoad load) {
        Path path = folder.resolve(load.folder());
        if (!Files.exists(path.resolve("_SUCCESS"))) {
            write(load, 0, load.events(), EventLoad.START, Duration.ofDays(load.days()), path);
        }
        return path;
    }

    /** Writes events of a span beside the load's own, one file. */
    void append(EventLoad load, long firstNumber, long events, Instant start, Duration span, Path path) {
        write(load, firstNumber, events, start, span, path);
    }

    private void write(EventLoad load, long first, long events, Instant start, Duration span, Path path) {
        long step = span.toNanos() / 1_000 / events;
        String user = "CAST(1 + floor(%d * pow(%s, 2)) AS BIGINT)".formatted(load.entities(), even(1));
        create(path);
        spark.range(first, first + events, 1, Math.toIntExact(Math.ceilDiv(events, ROWS_PER_FILE)))
                .selectExpr(
                        (load.hotShare() == 0 ? user : "IF(%s < %s, 1L, %s)".formatted(even(2), load.hotShare(), user))
                                + " AS " + KEY,
                        "timestamp_micros(%dL + (id - %dL) * %dL + CAST(%s * %d AS BIGINT)) AS %s"
                                .formatted(start.toEpochMilli() * 1_000, first, step, even(3), step, TIME),
                        "round(pow(%s, 3) * 50000) / 100 AS %s".formatted(even(4), AMOUNT),
                        "CAST(floor(%d * pow(%s, 2)) AS BIGINT) AS %s"
                                .formatted(EventLoad.MERCHANTS, even(5), MERCHANT))
                .write()
                .mode(SaveMode.Append)
                .option("compression", "zstd")
                .parquet(path.toString());
    }

    /** SQL for a number in [0, 1) that follows from the row's number alone. */
    private static String even(int column) {
        // 53 bits: what a double can tell apart.
        return "(shiftrightunsigned(xxhash64(id, %d), 11) * 1.1102230246251565E-16D)".formatted(column);
    }

    /** Makes a folder with the load's files, which share their bytes, to which files can be added. */
    Path copyOf(EventLoad load, String name) {
        Path copy = folder.resolve(name);
        try {
            Folders.clear(copy);
            Files.createDirectories(copy);
            try (var files = Files.list(of(load))) {
                for (Path file : files.filter(EventFiles::isRows).toList()) {
                    Files.createLink(copy.resolve(file.getFileName()), file);
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRows(Path file) {
        return file.getFileName().toString().endsWith(".parquet");
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
