package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.registry.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A first sync, which is a full load, is killed (SIGKILL) when some of its slices are written, and started again. */
final class ITKilledSync {
    @TempDir
    Path folder;

    @Test
    void aKilledLoadGoesOnWhereItWasAndLeavesTheSameValues() throws Exception {
        Clicks clicks = Clicks.writeTo(folder);
        Home home = Home.create(folder.resolve("home"));
        home.apply(clicks.group());
        clicks.materialize(home.session());

        try (Child child = Child.start(home.environment(), KillableSync.class.getName())) {
            child.await(KillableSync.IN_THE_MIDDLE);
            child.kill();
        }
        try (Child again = Child.tidemark(home.environment(), "sync", "--full", Clicks.NAME)) {
            assertThat(again.succeed()).containsPattern("goes on, [1-7] of 8 ");
        }

        OnlineContent.of(home, clicks.group()).assertEqualToTable();
        Run last = home.runs().getLast();
        assertThat(last.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(last.rows()).isBetween(1L, Clicks.USERS - 1L);
    }
}
