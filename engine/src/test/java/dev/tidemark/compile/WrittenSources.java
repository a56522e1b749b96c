package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.json.DefinitionJson;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.io.TempDir;

/** Sources that a test writes, and the rows that a group computes of them. */
abstract class WrittenSources {
    static final SparkSession SPARK = SharedSpark.session();
    static final TimeRange MARCH = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
    static final TimeRange LONG_AGO = TimeRange.ofDays(LocalDate.of(1969, 12, 1), LocalDate.of(1970, 1, 1));

    @TempDir
    Path folder;

    static void assertRefused(FeatureGroupBuilder group, String message) {
        assertThatThrownBy(() -> rows(group))
                .satisfies(thrown -> assertThat(Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                                .filter(FeatureStoreException.class::isInstance)
                                .map(Throwable::getMessage)
                                .findFirst()
                                .orElse(thrown.toString()))
                        .contains(message));
    }

    DataSource csv(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("events.csv"), content);
        return DataSource.csv("events", file.toString()).timestamp("ts");
    }

    DataSource parquet(String query) {
        String path = folder.resolve("events.parquet").toString();
        SPARK.sql(query).write().mode("overwrite").parquet(path);
        return DataSource.parquet("events", path).timestamp("ts");
    }

    static DataSource fixture(String name) {
        try {
            Path file = Path.of(Objects.requireNonNull(WrittenSources.class.getResource("/files/" + name + ".parquet"))
                    .toURI());
            return DataSource.parquet("events", file.toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    FeatureGroupBuilder keyed(ScalarType type, String... values) {
        List<String> selects = new ArrayList<>();
        for (String value : values) {
            selects.add("SELECT %s AS k, TIMESTAMP '2026-03-01 10:00:00Z' AS ts".formatted(value));
        }
        return group("k", type, parquet(String.join(" UNION ALL ", selects))).feature("n", "n", count().over("7d"));
    }

    static FeatureGroupBuilder spending(DataSource source) {
        return group("user_id", ScalarType.INT64, source)
                .feature("total", ScalarType.FLOAT64, "Sum", sum("amount").over("7d"));
    }

    static FeatureGroupBuilder statement(DataSource source, String sql) {
        return group("user_id", ScalarType.INT64, source)
                .feature("total", ScalarType.FLOAT64, "Sum")
                .sql(sql);
    }

    static FeatureGroupBuilder group(String key, ScalarType type, DataSource source) {
        return FeatureGroups.of("sources", Entity.of("somebody", "Somebody", key, type))
                .source(source);
    }

    /** Sources are compared by one row per event. */
    private static FeatureGroup atEvents(FeatureGroup group) {
        return DefinitionJson.read(DefinitionJson.write(group).replace("\"on_change\"", "\"on_event\""));
    }

    static List<String> rows(FeatureGroupBuilder group) {
        return rows(group, MARCH);
    }

    static List<String> rows(FeatureGroupBuilder group, TimeRange range) {
        Dataset<Row> rows = new FeatureCompiler(SPARK).compile(atEvents(group.build()), range);
        Dataset<Row> texts = rows.select(Stream.of(rows.schema().fields())
                .map(field -> field.dataType().sql().equals("TIMESTAMP")
                        ? functions
                                .call_function("unix_micros", functions.col(field.name()))
                                .as("micros_" + field.name())
                        : functions.col(field.name()))
                .toArray(Column[]::new));
        String[] names = texts.columns();
        return texts.collectAsList().stream()
                .map(row -> text(names, row))
                .sorted()
                .toList();
    }

    static String text(String[] names, Row row) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < names.length; column++) {
            Object value = row.get(column);
            values.add(
                    names[column].startsWith("micros_") && value != null
                            ? dev.tidemark.time.Microseconds.toInstant((Long) value)
                                    .toString()
                            : String.valueOf(value));
        }
        return String.join(" ", values);
    }
}
