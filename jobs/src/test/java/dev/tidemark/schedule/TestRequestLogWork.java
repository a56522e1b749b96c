package dev.tidemark.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import dev.tidemark.ingest.RequestLogIngestion;
import dev.tidemark.ingest.RequestLogTable;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.requestlog.RequestLogStore;
import dev.tidemark.requestlog.ServedRow;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request log and the schedule. */
final class TestRequestLogWork {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void whatWasServedComesIntoItsTableByTheScheduleAndEachTimeIsARun() throws Exception {
        SparkSession spark = SharedSpark.session();
        RequestLogTable table = new RequestLogTable(spark, "scheduled_log");
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        try (MetadataDatabase database = LocalMetadata.open(folder)) {
            RequestLogStore store = new RequestLogStore(database);
            store.add(List.of(new ServedRow("r1", Instant.EPOCH, "payments", 3, "17", null, "{}", "{}")));
            RunHistory history = new RunHistory(database, InstantSource.system(), LEASE);
            ScheduledWork work = new RequestLogWork(
                    new RequestLogIngestion(
                            table,
                            store,
                            new Runs(history, LEASE, new Runs.Patience.None(), SparkFailure::explained),
                            10),
                    (group, time) -> {});
            ScheduleConfig config = ScheduleConfig.from(
                    Settings.load(Map.of("TIDEMARK_SCHEDULE_REQUEST_LOG", "* * * * * ?"), Optional.empty()));

            try (Schedule schedule = Schedule.open(
                    database.dataSource(),
                    config,
                    () -> RequestLogWork.crons(Crons.of(List.of()), config.requestLog()),
                    (name, time) -> {
                        work.bringUpTo(name, time);
                        done.add(name);
                    },
                    InstantSource.system())) {
                schedule.start();
                assertThat(schedule.nextTimes()).containsOnlyKeys("request log");
                assertThat(done.poll(60, TimeUnit.SECONDS)).isEqualTo("request log");
            }

            assertThat(spark.table(table.name()).count()).isEqualTo(1);
            Run first = history.latest(100).getLast();
            assertThat(first.subject().name()).isEqualTo("request log");
            assertThat(first.status()).isEqualTo(Run.Status.SUCCEEDED);
            assertThat(first.rows()).isEqualTo(1);
        } finally {
            spark.sql("DROP TABLE IF EXISTS " + table.name());
        }
    }

    @Test
    void itIsOffUnlessItHasATimeAndATimeIsChecked() {
        assertThat(config("").requestLog()).isEmpty();
        assertThatThrownBy(() -> config("every minute"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("schedule.request-log is 'every minute'; allowed: a Quartz cron expression in UTC,"
                        + " such as '0 */15 * * * ?', or nothing");
    }

    private static ScheduleConfig config(String cron) {
        return ScheduleConfig.from(Settings.load(Map.of("TIDEMARK_SCHEDULE_REQUEST_LOG", cron), Optional.empty()));
    }
}
