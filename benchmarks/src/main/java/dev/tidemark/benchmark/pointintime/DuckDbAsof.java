package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.Work;
import dev.tidemark.training.ParquetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB's {@code ASOF JOIN} over the same files with the same threads. Its own comparison is of one value and breaks
 * ties as they come; so event and created time are packed into one, and the answer is the rule book's. The history that
 * cannot matter is left out by the same bounds as in Tidemark's plans.
 *
 * @param output folder for Parquet files, null to make every row and throw it away
 */
record DuckDbAsof(JoinInputs inputs, int threads, @Nullable Path output, AtomicReference<@Nullable Statement> running)
        implements Work {
    static final String NAME = "duckdb";

    DuckDbAsof(JoinInputs inputs, int threads, @Nullable Path output) {
        this(inputs, threads, output, new AtomicReference<>());
    }

    @Override
    public void run() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = " + threads);
            // Faster, and the rows' order means nothing.
            statement.execute("SET preserve_insertion_order = false");
            running.set(statement);
            String query = query(bounds(statement));
            if (output == null) {
                consume(statement, query);
            } else {
                clear(output);
                Files.createDirectories(output);
                statement.execute(
                        "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL %d, PER_THREAD_OUTPUT true)"
                                .formatted(query, output, ParquetSettings.ZSTD_LEVEL));
            }
        } finally {
            running.set(null);
        }
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

    /** A hash over every column: all is computed, nothing is handed over. */
    private static void consume(Statement statement, String query) throws SQLException {
        try (ResultSet result =
                statement.executeQuery("SELECT bit_xor(hash(joined)) FROM (%s) joined".formatted(query))) {
            result.next();
        }
    }

    private Bounds bounds(Statement statement) throws SQLException {
        try (ResultSet extent =
                statement.executeQuery("SELECT min(epoch_us(event_timestamp)), max(epoch_us(event_timestamp)) FROM "
                        + files(inputs.spine()))) {
            extent.next();
            return new Bounds(extent.getLong(1), extent.getLong(2));
        }
    }

    private String query(Bounds bounds) {
        StringBuilder select = new StringBuilder("SELECT s.* EXCLUDE (latest)");
        StringBuilder joins = new StringBuilder(" FROM (SELECT *, %s AS latest FROM %s) s"
                .formatted(packed("event_timestamp", 0, "18446744073709551615"), files(inputs.spine())));
        for (GroupTable table : inputs.groups()) {
            table.features()
                    .forEach(feature -> select.append(
                            ", CASE WHEN epoch_us(s.event_timestamp) - %1$s.event <= %2$d THEN %1$s.%3$s END AS %3$s"
                                    .formatted(table.name(), table.timeToLive(), feature)));
            String sameKeys = table.keys().stream()
                    .map(key -> "s.%1$s = %2$s.%1$s".formatted(key, table.name()))
                    .collect(Collectors.joining(" AND "));
            joins.append(" ASOF LEFT JOIN (%s) %s ON %s AND s.latest >= %2$s.pack"
                    .formatted(history(table, bounds), table.name(), sameKeys));
        }
        return select.toString() + joins;
    }

    private static String history(GroupTable table, Bounds bounds) {
        String lower = table.timeToLive() == Long.MAX_VALUE
                ? ""
                : " AND event_timestamp >= make_timestamptz(%d)".formatted(bounds.first() - table.timeToLive());
        return "SELECT %s, epoch_us(event_timestamp) AS event, %s AS pack, %s FROM %s WHERE event_timestamp <= make_timestamptz(%d)%s"
                .formatted(
                        String.join(", ", table.keys()),
                        packed("event_timestamp", table.delay(), "epoch_us(created_at)::HUGEINT + 9223372036854775808"),
                        String.join(", ", table.features()),
                        files(table.folder()),
                        bounds.last() - table.delay(),
                        lower);
    }

    /**
     * Compares as the pair does: the instant in the upper 64 bits of 128, the other part, not negative, in the lower.
     */
    private static String packed(String instant, long delay, String lower) {
        return "(epoch_us(%s) + %d)::HUGEINT * 18446744073709551616::HUGEINT + (%s)::HUGEINT"
                .formatted(instant, delay, lower);
    }

    private static String files(Path folder) {
        return "read_parquet('%s/*.parquet')".formatted(folder);
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
