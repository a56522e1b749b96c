package dev.tidemark.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.ingest.Pushes;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.run.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ingestion of pushed rows is killed (SIGKILL) before its commit, and after it, and started again. */
final class ITKilledIngestion {
    private static final String NAME = "kill_test_pushes";
    private static final FeatureGroup GROUP = Pushes.group(NAME, "raw.events").build();

    @TempDir
    Path folder;

    @Test
    void aKilledIngestionIsMadeAgainAndEachRowIsInTheTableOnce() throws Exception {
        Home home = Home.create(folder.resolve("home"));
        home.apply(GROUP);
        acceptOfAnEarlierDefinition(home);
        accept(home, 0, 100);
        kill(home, KillableIngestion.BEGUN);
        accept(home, 100, 50);
        kill(home, KillableIngestion.APPENDED);
        accept(home, 150, 25);

        try (Child again = Child.tidemark(home.environment(), "ingest", "--retry", NAME)) {
            // All requests are done now; the rows of the first batch were in the table already, and one request does
            // not fit.
            assertThat(again.succeed())
                    .containsPattern(NAME + "\\s+175\\s+75\\s+1\\s")
                    .contains("are put aside. Correct it and run tidemark ingest --retry");
        }

        List<String> users =
                home.session().table("tidemark.features." + NAME).select("user_id").collectAsList().stream()
                        .map(row -> String.valueOf(row.getLong(0)))
                        .toList();
        assertThat(users).hasSize(175).doesNotHaveDuplicates();
        assertThat(home.runs())
                .extracting(Run::status)
                .containsExactly(Run.Status.ABANDONED, Run.Status.ABANDONED, Run.Status.SUCCEEDED);
    }

    private static void kill(Home home, String step) throws Exception {
        try (Child child = Child.start(home.environment(), KillableIngestion.class.getName(), NAME, step)) {
            child.await(step);
            child.kill();
        }
    }

    /** A score was a text then. */
    private static void acceptOfAnEarlierDefinition(Home home) {
        FeatureGroup earlier = FeatureGroups.of(NAME, GROUP.entity())
                .source(GROUP.sources().getFirst())
                .sql("SELECT 1")
                .feature("score", ScalarType.STRING, "Score")
                .online()
                .pushable()
                .build();
        Instant at = Instant.parse("2026-01-03T10:00:00Z");
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(home.settings()))) {
            new Pushes(earlier, new OfflineStore(home.session(), "features"), database, InstantSource.system())
                    .accept(new FeatureRow(EntityKey.of(GROUP.entity(), 1L), at, at, List.of("high")));
        }
    }

    private static void accept(Home home, int first, int count) {
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(home.settings()))) {
            Pushes pushes =
                    new Pushes(GROUP, new OfflineStore(home.session(), "features"), database, InstantSource.system());
            for (int user = first; user < first + count; user++) {
                pushes.accept(Pushes.row(user, "2026-01-03T10:00:00Z", user / 2.0, List.of("t" + user)));
            }
        }
    }
}
