package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.run.Run;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream from a real broker is killed (SIGKILL) while it computes a batch, while it writes one and after it, and
 * started again.
 */
final class ITKilledStream {
    @TempDir
    Path folder;

    @Test
    void aKilledStreamEndsWithTheRowsOfTheBatchPathAndTellsWhatItCouldNotUse() throws Exception {
        LivePayments payments = LivePayments.random(3, 600);
        Home home = Home.create(folder.resolve("home"));
        SparkSession spark = home.session();
        LivePayments.createTable(spark);
        home.apply(LivePayments.group());

        try (Kafka kafka = Kafka.start(folder.resolve("kafka"))) {
            home = home.with(Map.of(
                    "TIDEMARK_STREAM_KAFKA_SERVERS",
                    kafka.address(),
                    "TIDEMARK_STREAM_LATENESS",
                    "3h",
                    "TIDEMARK_STREAM_MAX_EVENTS",
                    "200",
                    "TIDEMARK_STREAM_TRIGGER",
                    "100ms",
                    "TIDEMARK_STREAM_STATE_PARTITIONS",
                    "2"));
            kafka.createTopic(LivePayments.TOPIC, 2);
            List<String> poison = List.of(
                    "no json at all",
                    "{\"user_id\": 1, \"t\":",
                    "{\"user_id\": \"one\", \"t\": \"2026-01-05T10:00:00Z\", \"id\": \"x\", \"amount\": 1}",
                    "{\"t\": \"2026-01-05T10:00:00Z\", \"id\": \"x\", \"amount\": 1}",
                    "{\"user_id\": 1, \"id\": \"x\", \"amount\": 1}",
                    "{\"user_id\": 1, \"t\": \"2126-01-05T10:00:00Z\", \"id\": \"x\", \"amount\": 1}");
            List<String> records = new ArrayList<>(payments.records());
            records.addAll(300, poison);
            kafka.send(LivePayments.TOPIC, records);

            // Nothing is written; part of Redis has what the table has; all is written, and Spark does not know it yet.
            try (Child child = Child.start(home.environment(), KillableStream.class.getName())) {
                child.await(KillableStream.COMPUTING);
                child.kill();
            }
            assertThat(spark.table("tidemark.features." + LivePayments.NAME).isEmpty())
                    .isTrue();
            try (Child child = Child.start(home.environment(), KillableStream.class.getName())) {
                child.await(KillableStream.IN_REDIS);
                child.kill();
            }
            try (Child child = Child.start(home.environment(), KillableStream.class.getName())) {
                child.await(KillableStream.IN_TABLE);
                child.await(KillableStream.IN_TABLE);
                child.kill();
            }
            try (Child again = Child.tidemark(home.environment(), "stream", "--group", LivePayments.NAME, "--once")) {
                again.succeed();
            }
            // A day later: the watermark passes everything, and one more event is late. Sent before all others are
            // taken, it could overtake those of
            // the other partition.
            kafka.send(
                    LivePayments.TOPIC, List.of("{\"user_id\": 99, \"t\": \"2026-01-06T18:00:00Z\", \"id\": \"y\"}"));
            try (Child again = Child.tidemark(home.environment(), "stream", "--group", LivePayments.NAME, "--once")) {
                again.succeed();
            }
            kafka.send(
                    LivePayments.TOPIC, List.of(payments.payments().getFirst().json()));
            try (Child again = Child.tidemark(home.environment(), "stream", "--group", LivePayments.NAME)) {
                again.await("1 dead letters, 1 of them late");
                again.stop();
            }
        }

        TreeMap<String, String> newest = LivePayments.newest(spark);
        newest.keySet().removeIf(key -> key.startsWith("99 "));
        assertThat(newest).containsExactlyEntriesOf(payments.batch(spark));
        assertRedisHasTheNewestRows(home, newest);
        assertDeadLetters(spark);
        assertThat(home.runs())
                .extracting(Run::status)
                .containsExactly(
                        Run.Status.ABANDONED,
                        Run.Status.ABANDONED,
                        Run.Status.ABANDONED,
                        Run.Status.SUCCEEDED,
                        Run.Status.SUCCEEDED,
                        Run.Status.SUCCEEDED);
    }

    private static void assertRedisHasTheNewestRows(Home home, TreeMap<String, String> newest) {
        Map<Long, Map.Entry<Long, String>> expected = new TreeMap<>();
        newest.forEach((key, values) -> {
            String[] parts = key.split(" ");
            expected.merge(
                    Long.valueOf(parts[0]),
                    Map.entry(Long.valueOf(parts[1]), values),
                    (left, right) -> left.getKey() > right.getKey() ? left : right);
        });
        OnlineContent content = OnlineContent.of(home, LivePayments.group());
        expected.forEach((user, row) -> assertThat(content.valuesByUser().get(user).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(row.getValue()));
    }

    private static void assertDeadLetters(SparkSession spark) {
        List<Row> letters = spark.table("tidemark.features." + LivePayments.NAME + "__dead_letters")
                .collectAsList();
        assertThat(letters)
                .extracting(row -> row.<String>getAs("reason").replaceAll(":.*", ""))
                .containsExactlyInAnyOrder(
                        "the record is not a JSON object",
                        "the record is not JSON",
                        "a field is of another type than the source's column",
                        "no join key 'user_id'",
                        "no timestamp 't'",
                        "its time is more than stream.ahead after the clock",
                        "later than stream.lateness");
        assertThat(letters).allSatisfy(row -> {
            assertThat(row.<String>getAs("topic")).isEqualTo(LivePayments.TOPIC);
            assertThat(row.<Long>getAs("offset")).isNotNull();
        });
        assertThat(letters)
                .extracting(row -> new String(row.<byte[]>getAs("raw"), StandardCharsets.UTF_8))
                .contains("no json at all");
    }
}
