package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.Pushes;
import dev.tidemark.run.Run;
import java.nio.file.Path;
import java.util.List;
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
        home.apply(Pushes.group("awaits_its_table", "raw.events").build());
        home.apply(Pushes.group("has_a_table_of_others", "raw.events").build());
        clicks.materialize(home.session());
        home.session()
                .sql(
                        "CREATE TABLE tidemark.features.has_a_table_of_others USING iceberg AS SELECT 'a' AS shop, 1 AS score");

        try (Child child = Child.start(home.environment(), KillableSync.class.getName())) {
            child.await(KillableSync.IN_THE_MIDDLE);
            child.kill();
        }
        try (Child again = Child.tidemark(home.environment(), "sync", "--full", Clicks.NAME)) {
            assertThat(again.succeed()).containsPattern("goes on, [1-7] of 8 ");
        }

        try (Child all = Child.tidemark(home.environment(), "sync", "--all")) {
            // By name, so that the groups without a table and with a wrong one come first.
            assertThat(all.fail())
                    .containsPattern("awaits_its_table\\s+nothing\\s.*it has no table yet")
                    .containsPattern("Feature group 'has_a_table_of_others' was not synced: .+")
                    .containsOnlyOnce("was not synced")
                    .containsPattern(Clicks.NAME + "\\s+nothing\\s.*no new snapshots");
        }

        OnlineContent.of(home, clicks.group()).assertEqualToTable();
        List<Run> runs = home.runs().stream()
                .filter(run -> run.subject().name().equals(Clicks.NAME))
                .toList();
        // The one before the sync of all, which had nothing to do.
        Run last = runs.get(runs.size() - 2);
        assertThat(last.status()).isEqualTo(Run.Status.SUCCEEDED);
        assertThat(last.rows()).isBetween(1L, Clicks.USERS - 1L);
    }
}
