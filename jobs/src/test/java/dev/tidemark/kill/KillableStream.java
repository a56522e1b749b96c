package dev.tidemark.kill;

import dev.tidemark.launch.Application;
import dev.tidemark.stream.StreamConfig;
import dev.tidemark.streaming.RunningStream;
import dev.tidemark.streaming.StreamBegin;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.time.InstantSource;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;

/** A stream that says where it is, so that a test knows what it kills. */
public final class KillableStream {
    static final String COMPUTING = "batch computing";
    static final String IN_REDIS = WatchedTarget.WRITTEN;
    static final String IN_TABLE = "batch in the table";

    private KillableStream() {}

    public static void main(String... arguments) {
        try (Application application =
                Application.open(null, System.getenv(), Console.ofProcess(Verbosity.NORMAL), InstantSource.system())) {
            application.offline().spark().sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onJobStart(SparkListenerJobStart job) {
                    if (job.properties().containsKey(MicroBatchExecution.BATCH_ID_KEY())) {
                        System.out.println(COMPUTING);
                    }
                }
            });
            new RunningStream(
                            application.offline().spark(),
                            application.offline().store(),
                            new WatchedTarget(application.online().target(), WatchedTarget.Watch.SAY_WRITTEN),
                            StreamConfig.from(application.settings()),
                            application.metadata().runs(),
                            application.clock())
                    .run(
                            application.metadata().registry().group(LivePayments.NAME),
                            new StreamBegin.Beginning(),
                            false,
                            totals -> System.out.println(IN_TABLE));
        }
    }
}
