package dev.tidemark.kill;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.ingest.Ingestion;
import dev.tidemark.launch.Application;
import dev.tidemark.offline.PushedRows;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushedRequest;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** An ingestion that stops at one of its steps, says so, and waits to be killed there. */
public final class KillableIngestion {
    static final String BEGUN = "batch begun";
    static final String APPENDED = "batch appended";

    private KillableIngestion() {}

    /** @param arguments the group and the step */
    public static void main(String... arguments) {
        try (Application application =
                Application.open(null, System.getenv(), Console.ofProcess(Verbosity.NORMAL), InstantSource.system())) {
            new Ingestion(
                            new PushedRows(
                                    application.offline().spark(),
                                    application.offline().store()),
                            new PushBatches(application.metadata().database(), application.clock(), 1_000),
                            application.metadata().runs(),
                            Duration.ofDays(7),
                            application.clock(),
                            new Stopping(arguments[1]))
                    .run(application.metadata().registry().group(arguments[0]));
        }
    }

    private record Stopping(String step) implements Ingestion.Steps {
        @Override
        public void begun(FeatureGroup group, PushBatches.Batch batch) {
            stopAt(BEGUN);
        }

        @Override
        public void appended(FeatureGroup group, PushBatches.Batch batch, long rows) {
            stopAt(APPENDED);
        }

        @Override
        public void putAside(FeatureGroup group, PushedRequest request, String reason) {}

        private void stopAt(String reached) {
            if (reached.equals(step)) {
                System.out.println(reached);
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
