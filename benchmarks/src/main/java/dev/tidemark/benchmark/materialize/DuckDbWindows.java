package dev.tidemark.benchmark.materialize;

import dev.tidemark.benchmark.Work;
import dev.tidemark.training.ParquetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** DuckDB's windows over ranges of time, from the same files with the same threads, written as zstd Parquet. */
record DuckDbWindows(
        Path events, List<WindowColumn> columns, int threads, Path output, AtomicReference<@Nullable Statement> running)
        implements Work {
    static final String NAME = "duckdb";

    DuckDbWindows(Path events, List<WindowColumn> columns, int threads, Path output) {
        this(events, columns, threads, output, new AtomicReference<>());
    }

    @Override
    public void run() throws SQLException, IOException {
        Folders.clear(output);
        Files.createDirectories(output);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            statement.execute("SET preserve_insertion_order = false");
            running.set(statement);
            statement.execute(
                    "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL %d, PER_THREAD_OUTPUT true)"
                            .formatted(query(), output, ParquetSettings.ZSTD_LEVEL));
        } finally {
            running.set(null);
        }
    }

    /** The rows of all features: a microsecond's step makes the frame begin after the instant that is outside. */
    String query() {
        return "SELECT user_id, event_timestamp, %s FROM read_parquet('%s/*.parquet') WINDOW %s"
                .formatted(
                        columns.stream().map(DuckDbWindows::column).collect(Collectors.joining(", ")),
                        events,
                        columns.stream().map(DuckDbWindows::window).distinct().collect(Collectors.joining(", ")));
    }

    private static String column(WindowColumn column) {
        String over = " OVER w%d AS %s".formatted(column.length().toHours(), column.name());
        return switch (column.function()) {
            case COUNT -> "count(*)" + over;
            case SUM, AVG, MAX -> column.function() + "(" + column.column() + ")" + over;
            case STDDEV -> "stddev_samp(" + column.column() + ")" + over;
            case DISTINCT -> "count(DISTINCT " + column.column() + ")" + over;
        };
    }

    private static String window(WindowColumn column) {
        return "w%d AS (PARTITION BY user_id ORDER BY epoch_us(event_timestamp) RANGE BETWEEN %d PRECEDING AND CURRENT ROW)"
                .formatted(column.length().toHours(), column.preceding());
    }

    @Override
    public void stop() {
        Statement statement = running.get();
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
