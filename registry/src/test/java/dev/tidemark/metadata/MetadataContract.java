package dev.tidemark.metadata;

import static dev.tidemark.registry.DeclaredGroups.sql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.syncposition.SyncPositions;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the metadata database promises for all that is kept in it, whichever database it is. */
abstract class MetadataContract extends MetadataFixture {
    private static final TimeRange DAY = TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 1));
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** PostgreSQL has no U+0000 in texts, and a message may quote whatever was in a source. */
    @Test
    void textsMayHaveAnyLetters() {
        Registry registry = new Registry(database, () -> now);
        FeatureGroup odd = sql().describedAs("a\u0000b \uD83D\uDE00").build();
        registry.apply(registry.plan(List.of(odd)));
        RunHistory runs = new RunHistory(database, () -> now, LEASE);
        runs.fail(runs.start(RunKind.MATERIALIZE, "payments", DAY), "no number: 'a\u0000'");

        assertThat(registry.group("user_sql")).isEqualTo(odd);
        assertThat(registry.plan(List.of(odd)).isEmpty()).isTrue();
        assertThat(runs.latest(1).getFirst().message()).isEqualTo("no number: 'a\u2400'");
        assertThatThrownBy(() -> registry.group("user\u0000sql")).isInstanceOf(FeatureStoreException.class);
        assertThat(new SyncPositions(database).position("user\u0000sql", "redis"))
                .isEmpty();
    }

    @Test
    void openingAgainKeepsEverything() {
        MetadataConfig config = database.config();
        new SyncPositions(database).moveTo("payments", "redis", 5, now);

        try (MetadataDatabase again = MetadataDatabase.open(config)) {
            assertThat(new SyncPositions(again).position("payments", "redis")).contains(5L);
        }
    }
}
