package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.ingest.Pushes;
import dev.tidemark.registry.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A materialization is killed (SIGKILL) between chunks and in one, and started again. */
final class ITKilledMaterialization {
    private static final String[] MATERIALIZE = {
        "materialize", Clicks.NAME, "--from", "2026-01-01", "--to", "2026-04-11", "--chunk", "20d"
    };

    @TempDir
    Path folder;

    @Test
    void aKilledMaterializationGoesOnWhereItStoppedAndLeavesTheSameTable() throws Exception {
        Clicks clicks = Clicks.writeTo(folder);
        Home home = Home.create(folder.resolve("home"));
        home.apply(clicks.group());
        home.apply(Pushes.group("a_group_without_its_source", "raw.nothing").build());

        try (Child child = Child.tidemark(home.environment(), MATERIALIZE)) {
            child.await("chunk 2 of 5");
            child.kill();
        }
        try (Child again = Child.tidemark(home.environment(), MATERIALIZE)) {
            assertThat(again.succeed())
                    .containsPattern("[23] of 5 chunks were finished by a run that did not end")
                    .contains("chunk 5 of 5");
        }
        try (Child all = Child.tidemark(home.environment(), "materialize", "--all", "--to", "2026-04-11")) {
            // By name, so that the group that fails comes first.
            assertThat(all.fail())
                    .contains("Feature group 'a_group_without_its_source' was not materialized: Cannot read source")
                    .contains("Nothing to do for '%s'".formatted(Clicks.NAME));
        }

        clicks.assertComplete(home.table());
        assertThat(home.runs()).extracting(Run::status).containsExactly(Run.Status.ABANDONED, Run.Status.SUCCEEDED);
    }
}
