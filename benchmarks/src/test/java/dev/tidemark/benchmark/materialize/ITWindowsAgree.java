package dev.tidemark.benchmark.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmark.spark.BenchmarkSpark;
import dev.tidemark.feature.Emission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison is fair: Tidemark and its peers compute the same windows, at first and hour by hour. */
final class ITWindowsAgree {
    private static final EventLoad LOAD = new EventLoad("small", 4_000, 50, 0.2, 40);

    @TempDir
    static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void open() {
        spark = BenchmarkSpark.open("test", folder, 2);
    }

    @AfterAll
    static void close() {
        spark.stop();
    }

    @Test
    void everyEngineComputesTheSameWindows() throws Exception {
        Path events = new EventFiles(spark, folder.resolve("data")).of(LOAD);
        WindowGroup windows = new WindowGroup("windows", WindowGroup.eight(), Emission.onEvent());
        try (Workbench workbench = new Workbench(spark, LOAD.end())) {
            long written = workbench.materialize(windows.definition(events), LOAD.end());
            List<List<Object>> ours = rows(workbench.tables().read(windows.definition(events)), windows.columns());

            assertThat(written).isEqualTo(ours.size());
            assertThat(ours)
                    .isEqualTo(rows(new SparkWindows(spark, events, windows.columns()).rows(), windows.columns()));
            Path output = folder.resolve("duckdb");
            new DuckDbWindows(events, windows.columns(), 2, output).run();
            assertThat(ours).isEqualTo(rows(spark.read().parquet(output.toString()), windows.columns()));
        }
    }

    @Test
    void hoursAreAddedToThePast() throws Exception {
        EventFiles files = new EventFiles(spark, folder.resolve("data"));
        WindowGroup windows = new WindowGroup("hourly", WindowGroup.eight(), Emission.onEvent());
        try (HourlyRun run = new HourlyRun(spark, files, LOAD, windows)) {
            run.begin();
            var increment = run.variant("increment", 0);
            var late = run.variant("late", 20);
            for (var variant : List.of(increment, late, increment)) {
                for (var step : variant.steps()) {
                    step.work().run();
                }
                assertThat(run.rows()).isPositive();
            }
            assertThat(rows(spark.read().table("tidemark.benchmark.hourly"), windows.columns()))
                    .isEqualTo(
                            rows(new SparkWindows(spark, run.events(), windows.columns()).rows(), windows.columns()));
        }
    }

    @Test
    void labelsGetWhatPlainSqlSaysAtTheirInstants() throws Exception {
        Path data = folder.resolve("data");
        Path events = new EventFiles(spark, data).of(LOAD);
        Path labels = new LabelFiles(spark, data).of(LOAD, 500);
        WindowGroup windows = new WindowGroup("at_labels", WindowGroup.ten(), Emission.onChange());
        Path ours = folder.resolve("labelled");
        Path theirs = folder.resolve("labelled-by-duckdb");

        assertThat(new SourcesRun(spark, windows, events, labels, LOAD.end(), ours).run())
                .isEqualTo(500);
        new DuckDbRangeJoin(events, labels, windows.columns(), 2, theirs).run();

        assertThat(labelled(ours, windows.columns())).hasSize(500).isEqualTo(labelled(theirs, windows.columns()));
    }

    /** Plain SQL counts no events of a user who had none yet; such a user has no row. */
    private static List<List<Object>> labelled(Path rows, List<WindowColumn> columns) {
        List<String> selected = new ArrayList<>(List.of("label_id", "user_id"));
        columns.forEach(column -> selected.add(
                switch (column.function()) {
                    case COUNT, DISTINCT -> "coalesce(%s, 0)".formatted(column.name());
                    case STDDEV -> "coalesce(format_number(%s, 4), 'none')".formatted(column.name());
                    case SUM, AVG, MAX -> "coalesce(format_number(%s + 3e-8D, 6), 'none')".formatted(column.name());
                }));
        return spark
                .read()
                .parquet(rows.toString())
                .selectExpr(selected.toArray(String[]::new))
                .orderBy("label_id")
                .collectAsList()
                .stream()
                .map(row -> List.copyOf(Arrays.asList(values(row))))
                .toList();
    }

    /** Distinct rows in an order, to six digits, away from halves: the peers round at every step. */
    private static List<List<Object>> rows(Dataset<Row> rows, List<WindowColumn> columns) {
        List<String> selected = new ArrayList<>(List.of("user_id", "unix_micros(event_timestamp)"));
        columns.forEach(column -> selected.add(
                column.function() == WindowColumn.Function.STDDEV
                        ? "coalesce(format_number(%1$s, 4), 'none')".formatted(column.name())
                        : "format_number(%s + 3e-8D, 6)".formatted(column.name())));
        return rows.selectExpr(selected.toArray(String[]::new)).distinct().collectAsList().stream()
                .map(row -> List.copyOf(Arrays.asList(values(row))))
                .sorted((left, right) -> left.toString().compareTo(right.toString()))
                .toList();
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        Arrays.setAll(values, row::get);
        return values;
    }
}
