package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync is killed (SIGKILL) after some of its batches, and started again. */
final class ITKilledSync {
    @TempDir
    Path folder;

    @Test
    void aKilledSyncIsMadeAgainAndLeavesTheSameValues() throws Exception {
        Clicks clicks = Clicks.writeTo(folder);
        Home home = Home.create(folder.resolve("home"));
        home.apply(clicks.group());
        clicks.materialize(home.session());

        try (Child child = Child.start(home.environment(), KillableSync.class.getName())) {
            child.await(KillableSync.WRITTEN);
            child.await(KillableSync.WRITTEN);
            child.kill();
        }
        try (Child again = Child.tidemark(home.environment(), "sync", Clicks.NAME)) {
            assertThat(again.succeed()).contains("first sync to this store");
        }

        OnlineContent.of(home, clicks.group()).assertEqualToTable();
    }
}
