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

/** DuckDB's aggregates over a join of each label with the events of its longest window, written as zstd Parquet. */
record DuckDbRangeJoin(
        Path events,
        Path labels,
        List<WindowColumn> columns,
        int threads,
        Path output,
        AtomicReference<@Nullable Statement> running)
        implements Work {
    DuckDbRangeJoin(Path events, Path labels, List<WindowColumn> columns, int threads, Path output) {
        this(events, labels, columns, threads, output, new AtomicReference<>());
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

    /** The features of all labels. */
    String query() {
        long longest = columns.stream().mapToLong(WindowColumn::preceding).max().orElse(0);
        return """
                SELECT l.label_id, any_value(l.user_id) AS user_id, any_value(l.%1$s) AS %1$s, %2$s
                FROM read_parquet('%3$s/*.parquet') l LEFT JOIN read_parquet('%4$s/*.parquet') e
                  ON e.user_id = l.user_id AND e.event_timestamp <= l.%1$s
                  AND epoch_us(e.event_timestamp) >= epoch_us(l.%1$s) - %5$d
                GROUP BY l.label_id""".formatted(
                        LabelFiles.TIME,
                        columns.stream().map(DuckDbRangeJoin::column).collect(Collectors.joining(", ")),
                        labels,
                        events,
                        longest);
    }

    private static String column(WindowColumn column) {
        String function = switch (column.function()) {
            case COUNT -> "count(e.user_id)";
            case SUM, AVG, MAX -> column.function() + "(e." + column.column() + ")";
            case STDDEV -> "stddev_samp(e." + column.column() + ")";
            case DISTINCT -> "count(DISTINCT e." + column.column() + ")";
        };
        return "%s FILTER (WHERE epoch_us(e.event_timestamp) >= epoch_us(l.%s) - %d) AS %s"
                .formatted(function, LabelFiles.TIME, column.preceding(), column.name());
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
