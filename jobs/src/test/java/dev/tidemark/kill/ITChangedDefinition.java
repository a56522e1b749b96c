package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureGroupDefinition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says when a definition changes, each command in a process of its own. */
final class ITChangedDefinition {
    @TempDir
    Path folder;

    @Test
    void applySaysWhichHistoryIsStaleAndRefusesWhatTheTableCannotTake() throws Exception {
        Files.writeString(
                folder.resolve("clicks.csv"),
                "user_id,event_time,country\n1,2026-03-01T10:00:00Z,UK\n1,2026-03-02T10:00:00Z,FR\n"
                        + ",2026-03-02T11:00:00Z,FR\n2,,UK\n");
        assertThat(run("1h", "apply")).contains("Applied 1 definition(s).").doesNotContain("History of");
        assertThat(run("1h", "materialize", ChangingGroup.NAME, "--to", "2026-03-03"))
                .contains("Left out of 'changing_clicks': of source 'clicks' 1 row(s) without 'event_time', 1 row(s)"
                        + " without 'user_id'.");

        assertThat(run("30d", "apply"))
                .contains("Applied 1 definition(s).")
                .containsPattern("History of 'changing_clicks' before 2026-03-03T00:00:00Z has values of another"
                        + " computation \\(n of version 1\\): 2 day\\(s\\), about 2 rows and \\d+ s to compute again\\."
                        + " It stays so until: tidemark materialize changing_clicks --recompute");
        assertThat(run("30d", "groups"))
                .contains("stale before", "2026-03-03 00:00:00", "tidemark materialize changing_clicks --recompute");

        try (Child refused = tidemark("text", "apply")) {
            assertThat(refused.fail())
                    .contains("'n' is BIGINT in the table and STRING in the definition")
                    .contains("Nothing was applied");
        }
        assertThat(run("30d", "groups", "--json")).contains("\"version\":2");

        assertThat(run("30d", "materialize", ChangingGroup.NAME, "--to", "2026-03-03", "--recompute"))
                .doesNotContain("History of");
        assertThat(run("30d", "groups")).doesNotContain("2026-03-03 00:00:00", "--recompute");
    }

    private String run(String feature, String... words) throws IOException, InterruptedException {
        try (Child child = tidemark(feature, words)) {
            return child.succeed();
        }
    }

    private Child tidemark(String feature, String... words) throws IOException {
        Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.writeString(
                services.resolve(FeatureGroupDefinition.class.getName()), ChangingGroup.class.getName() + "\n");
        String classPath = folder.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path");
        Home home = Home.create(folder.resolve("home"))
                .with(Map.of(
                        ChangingGroup.FEATURE,
                        feature,
                        ChangingGroup.SOURCE,
                        folder.resolve("clicks.csv").toString()));
        return Child.onClassPath(classPath, home.environment(), "dev.tidemark.cli.Tidemark", words);
    }
}
