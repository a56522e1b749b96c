package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler is killed (SIGKILL) in the middle of a group's run, and started again. */
final class ITKilledScheduler {
    @TempDir
    Path folder;

    @Test
    void aKilledSchedulerGoesOnWhereItWasAndLosesNoRun() throws Exception {
        Clicks clicks = Clicks.writeTo(folder);
        FeatureGroup group = clicks.group("*/2 * * * * ?");
        Home home = Home.create(folder.resolve("home")).with(Map.of("TIDEMARK_MATERIALIZE_CHUNK", "30d"));
        home.apply(group);

        try (Child child = Child.tidemark(home.environment(), "schedule")) {
            child.await("chunk 2 of 4");
            child.kill();
        }
        try (Child again = Child.tidemark(home.environment(), "schedule")) {
            again.await("of 4 chunks were finished by a run that did not end");
            again.await(Clicks.NAME + ": synced");
            again.stop();
        }

        clicks.assertComplete(home.table());
        OnlineContent.of(home, group).assertEqualToTable();
        List<Run> runs = home.runs();
        assertThat(runs.get(0).status()).isEqualTo(Run.Status.ABANDONED);
        assertThat(runs.get(1).status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(runs.get(1).range()).isNotNull();
        assertThat(runs.get(2).kind()).isEqualTo(RunKind.SYNC);
        assertThat(runs.get(2).status()).isEqualTo(Run.Status.SUCCEEDED);
    }
}
