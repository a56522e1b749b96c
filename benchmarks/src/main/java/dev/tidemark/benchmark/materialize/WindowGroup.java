package dev.tidemark.benchmark.materialize;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.ScalarType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The declared features of the loads. */
record WindowGroup(String name, List<WindowColumn> columns, Emission emission) {
    private static final int DAY = 24;

    /** Eight features over an hour to a month. */
    static List<WindowColumn> eight() {
        return List.of(
                WindowColumn.of(WindowColumn.Function.COUNT, EventFiles.AMOUNT, 1),
                WindowColumn.of(WindowColumn.Function.COUNT, EventFiles.AMOUNT, DAY),
                WindowColumn.of(WindowColumn.Function.SUM, EventFiles.AMOUNT, 1),
                WindowColumn.of(WindowColumn.Function.SUM, EventFiles.AMOUNT, DAY),
                WindowColumn.of(WindowColumn.Function.AVG, EventFiles.AMOUNT, 30 * DAY),
                WindowColumn.of(WindowColumn.Function.STDDEV, EventFiles.AMOUNT, 30 * DAY),
                WindowColumn.of(WindowColumn.Function.MAX, EventFiles.AMOUNT, DAY),
                WindowColumn.of(WindowColumn.Function.DISTINCT, EventFiles.MERCHANT, 7 * DAY));
    }

    /** Ten features over an hour to a month. */
    static List<WindowColumn> ten() {
        List<WindowColumn> columns = new ArrayList<>(eight());
        columns.add(WindowColumn.of(WindowColumn.Function.COUNT, EventFiles.AMOUNT, 7 * DAY));
        columns.add(WindowColumn.of(WindowColumn.Function.MAX, EventFiles.AMOUNT, 30 * DAY));
        return columns;
    }

    /** Forty features over eight lengths. */
    static List<WindowColumn> forty() {
        List<WindowColumn> columns = new ArrayList<>();
        for (int hours : new int[] {1, 6, 12, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY}) {
            for (WindowColumn.Function function : List.of(
                    WindowColumn.Function.COUNT,
                    WindowColumn.Function.SUM,
                    WindowColumn.Function.AVG,
                    WindowColumn.Function.STDDEV,
                    WindowColumn.Function.MAX)) {
                columns.add(WindowColumn.of(function, EventFiles.AMOUNT, hours));
            }
        }
        return columns;
    }

    /** The definition, over files. */
    FeatureGroup definition(Path source) {
        FeatureGroupBuilder builder = FeatureGroup.named(name)
                .describedAs("Generated windows")
                .ownedBy("benchmarks")
                .entity(Entity.of("user", "Who pays", EventFiles.KEY, ScalarType.INT64))
                .source(DataSource.parquet("payments", source.toString()).timestamp(EventFiles.TIME))
                .emit(emission);
        for (WindowColumn column : columns) {
            Aggregation aggregation = aggregation(column).over(column.length().toHours() + "h");
            builder = aggregation.function() == Aggregation.Function.SUM
                            || aggregation.function() == Aggregation.Function.MAX
                    ? builder.feature(column.name(), ScalarType.FLOAT64, "A generated feature", aggregation)
                    : builder.feature(column.name(), "A generated feature", aggregation);
        }
        return builder.build();
    }

    private static Aggregation aggregation(WindowColumn column) {
        return switch (column.function()) {
            case COUNT -> Aggregation.count();
            case SUM -> Aggregation.sum(column.column());
            case AVG -> Aggregation.avg(column.column());
            case STDDEV -> Aggregation.stddev(column.column());
            case MAX -> Aggregation.max(column.column());
            case DISTINCT -> Aggregation.countDistinct(column.column());
        };
    }
}
