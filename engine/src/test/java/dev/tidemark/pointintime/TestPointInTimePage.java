package dev.tidemark.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/guide/point-in-time.md} is true: its tables are read from the page. */
final class TestPointInTimePage {
    private static final SparkSession SPARK = SharedSpark.session();

    private final List<String> page = page();

    @Test
    void theExampleComesOutAsThePageSays() {
        FeatureGroup spending = FeatureGroups.ofUsers("page_spending")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("spent", ScalarType.INT64, "Spent")
                .timeToLive(Duration.ofDays(2))
                .availabilityDelay(Duration.ofHours(1))
                .sql("SELECT 1")
                .build();
        OfflineStore store = new OfflineStore(SPARK, "features");
        store.ensure(spending);
        store.write(
                spending,
                TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2)),
                table("| user_id | event_timestamp | created_at | spent |")
                        .selectExpr(
                                "CAST(user_id AS BIGINT)",
                                "CAST(event_timestamp AS TIMESTAMP)",
                                "CAST(created_at AS TIMESTAMP)",
                                "CAST(spent AS BIGINT)"));
        Dataset<Row> expected = table("| label | user_id | event_timestamp | event time |");
        Dataset<Row> labels = expected.selectExpr(
                "label", "CAST(user_id AS BIGINT) AS user_id", "CAST(event_timestamp AS TIMESTAMP) AS event_timestamp");
        Map<String, Knowledge> knowledgeByColumn = Map.of(
                "event time", Knowledge.eventTime(),
                "as known", Knowledge.asKnown(),
                "as of 2026-03-03T00:00:00Z", Knowledge.asOf(Instant.parse("2026-03-03T00:00:00Z")));

        knowledgeByColumn.forEach((column, knowledge) -> assertThat(byLabel(
                        PointInTimeJoin.of(labels, "event_timestamp")
                                .with(JoinedGroup.of(spending, store.read(spending)))
                                .knowing(knowledge)
                                .run(),
                        "spent"))
                .as(column)
                .isEqualTo(byLabel(expected, "`%s`".formatted(column)))
                .hasSize(6));
    }

    private static Map<String, String> byLabel(Dataset<Row> rows, String column) {
        Map<String, String> values = new TreeMap<>();
        rows.selectExpr("label", "CAST(%s AS STRING)".formatted(column))
                .collectAsList()
                .forEach(row -> values.put(row.getString(0), String.valueOf(row.get(1))));
        return values;
    }

    /** The page's table whose header begins so, each column a STRING, {@code null} as null. */
    private Dataset<Row> table(String header) {
        int start = 0;
        while (!page.get(start).startsWith(header)) {
            start++;
        }
        List<String> lines = page.stream()
                .skip(start)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        List<String> names = cells(lines.getFirst());
        StringBuilder select = new StringBuilder();
        for (String line : lines.subList(2, lines.size())) {
            List<String> cells = cells(line);
            select.append(select.isEmpty() ? "" : " UNION ALL ").append("SELECT ");
            for (int column = 0; column < names.size(); column++) {
                select.append(column == 0 ? "" : ", ")
                        .append("NULLIF('%s', 'null') AS `%s`".formatted(cells.get(column), names.get(column)));
            }
        }
        return SPARK.sql(select.toString());
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                .map(String::strip)
                .toList();
    }

    private static List<String> page() {
        try {
            return Files.readAllLines(Path.of(System.getProperty("tidemark.root"), "docs/guide/point-in-time.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
