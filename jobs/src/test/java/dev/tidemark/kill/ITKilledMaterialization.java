package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.ingest.Pushes;
import dev.tidemark.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A materialization by command: killed (SIGKILL) between chunks and in one, and started again; with sources that have
 * nothing.
 */
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

    @Test
    void emptySourcesAndBrokenLinesThatArePassedOverAreSaidAndAreNoFailure() throws Exception {
        Home home = Home.create(folder.resolve("home"));
        Path rejects = folder.resolve("rejects");
        home.apply(payments("only_a_header", csv("only_a_header.csv", "")));
        home.apply(payments(
                "broken_lines",
                csv("broken_lines.csv", "1,2026-03-01T10:00:00Z,5\n1,2026-03-02,x\n1,2026-03-03\n1,2026-03-04,7\n")
                        .rejectTo(rejects.toString())));

        try (Child child =
                Child.tidemark(home.environment(), "materialize", "only_a_header", "broken_lines", "--chunk", "1d")) {
            assertThat(child.succeed())
                    .contains("Nothing to do for 'only_a_header': it is computed up to now, or its sources are empty.")
                    .containsOnlyOnce(
                            "Source 'payments' of 'broken_lines' has 2 broken lines in 1 file; passed over and written to '%s'."
                                    .formatted(rejects))
                    .doesNotContain("Source 'payments' of 'only_a_header'");
        }

        assertThat(home.session()
                        .table("tidemark.features.broken_lines")
                        .select("total_7d")
                        .collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactlyInAnyOrder(5.0, 12.0);
    }

    private DataSource csv(String name, String lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "user_id,at,amount\n" + lines);
        return DataSource.csv("payments", file.toString()).timestamp("at");
    }

    private static FeatureGroup payments(String name, DataSource source) {
        return FeatureGroups.ofUsers(name)
                .source(source)
                .feature(
                        "total_7d",
                        ScalarType.FLOAT64,
                        "Money of seven days",
                        Aggregation.sum("amount").over("7d"))
                .emit(Emission.onEvent())
                .build();
    }
}
