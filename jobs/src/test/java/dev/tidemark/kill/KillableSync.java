package dev.tidemark.kill;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.sync.TableSync;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/**
 * A sync that never comes to its end, because a user's batch is never written, and says when slices without that user
 * are done.
 */
public final class KillableSync {
    static final String IN_THE_MIDDLE = "slices written";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private KillableSync() {}

    public static void main(String... arguments) throws InterruptedException {
        try (Application application =
                Application.open(null, System.getenv(), Console.ofProcess(Verbosity.NORMAL), InstantSource.system())) {
            SyncPositions positions = new SyncPositions(application.metadata().database());
            OnlineTarget target = new WatchedTarget(application.online().target(), WatchedTarget.Watch.HOLD_USER_7);
            FeatureGroup group = application.metadata().registry().group(Clicks.NAME);
            TableSync sync = new TableSync(
                    application.offline().spark(),
                    application.offline().store(),
                    positions,
                    target,
                    application.clock());
            Thread.ofPlatform().daemon().start(() -> sync.syncNews(group));
            while (finished(positions, target) < 2) {
                Thread.sleep(LOOK_AGAIN);
            }
            System.out.println(IN_THE_MIDDLE);
            new CountDownLatch(1).await();
        }
    }

    private static int finished(SyncPositions positions, OnlineTarget target) {
        return positions
                .fullSyncs()
                .find(Clicks.NAME, target.name())
                .map(load -> load.finished().size())
                .orElse(0);
    }
}
