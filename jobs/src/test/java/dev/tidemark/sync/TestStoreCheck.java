package dev.tidemark.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import dev.tidemark.syncposition.SyncPositions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a store is not what its position says, everything is written again, and the reason is given. */
final class TestStoreCheck {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-10T00:00:00Z"));

    private final SparkSession spark = SharedSpark.session();
    private final OfflineStore tables = new OfflineStore(spark, "features", CLOCK);
    private final FeatureGroup group =
            definition().feature("size", ScalarType.INT64, "Size").build();
    private final String table = tables.tableName(group);

    @TempDir
    Path folder;

    private MetadataDatabase database;
    private SyncPositions positions;
    private OnlineTarget target;
    private SyncStore store;
    private TableSync sync;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        positions = new SyncPositions(database);
        target = new LocalTarget(folder.toString(), 3);
        store = new MemoryOnlineStore(CLOCK);
        LocalTarget.STORES.put(target.name(), store);
        sync = new TableSync(spark, tables, positions, target, CLOCK);
        spark.sql("DROP TABLE IF EXISTS " + table);
        tables.ensure(group);
        insert(1, "2026-01-01", 10);
        insert(2, "2026-01-09", 20);
        sync.syncNews(group);
    }

    @AfterEach
    void close() {
        spark.sql("DROP TABLE IF EXISTS " + table);
        ExecutorStores.close(target);
        database.close();
    }

    @Test
    void aStoreThatLostItsValuesIsFilledAgain() {
        store.close();

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.kind()).isEqualTo(SyncOutcome.Kind.FULL);
        assertThat(outcome.detail()).isEqualTo("the online store has lost values");
        assertThat(scores(group)).isEqualTo(Map.of(1L, 10L, 2L, 20L));
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aStoreThatWentBackIsFilledAgain() {
        insert(1, "2026-01-05", 11);
        sync.syncNews(group);
        store.mark(group.name(), Long.toString(snapshots().getFirst()));

        assertThat(sync.syncNews(group).detail())
                .isEqualTo("the online store has gone back to values of an earlier sync");
    }

    @Test
    void aFullSyncThatWasNotFinishedIsMadeAgain() {
        positions.begin(group.name(), target.name(), snapshots().getLast());
        store.mark(group.name(), "loading " + snapshots().getLast());

        assertThat(sync.syncNews(group).detail()).isEqualTo("the last full sync was not finished");
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aSyncThatDiedBeforeItsPositionMovedIsNotMadeInFull() {
        insert(1, "2026-01-05", 11);
        long begun = snapshots().getLast();
        positions.begin(group.name(), target.name(), begun);
        store.mark(group.name(), Long.toString(begun));

        assertThat(sync.syncNews(group).kind()).isEqualTo(SyncOutcome.Kind.NEWS);
        assertThat(scores(group)).isEqualTo(Map.of(1L, 11L, 2L, 20L));
    }

    @Test
    void aDroppedFeatureLeavesTheStoredValues() {
        FeatureGroup smaller = definition().build();

        SyncOutcome outcome = sync.syncNews(smaller);

        assertThat(outcome.detail()).isEqualTo("the definition has changed what is stored");
        assertThat(outcome.written()).isEqualTo(2);
        assertThat(store.read(group, List.of(new EntityKey(List.of(1L))), List.of("size"))
                        .getFirst()
                        .values()
                        .getFirst())
                .isNull();
        assertThat(sync.syncNews(smaller)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aShorterTimeToLiveTakesBackWhatIsTooOldAndALongerOneBringsItBack() {
        FeatureGroup fresh = definition().timeToLive(Duration.ofDays(3)).build();

        assertThat(sync.syncNews(fresh).retracted()).isEqualTo(1);
        assertThat(keys()).containsExactly("trusted:2");

        sync.syncNews(definition().timeToLive(Duration.ofDays(30)).build());
        assertThat(keys()).containsExactly("trusted:1", "trusted:2");
    }

    @Test
    void otherWordsAboutAGroupAreNoWork() {
        FeatureGroup renamed = definition()
                .feature("size", ScalarType.INT64, "How large")
                .ownedBy("others")
                .build();

        assertThat(sync.syncNews(renamed)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
    }

    @Test
    void aTableThatWasReplacedIsFollowed() {
        spark.sql("DROP TABLE " + table);
        tables.ensure(group);

        SyncOutcome outcome = sync.syncNews(group);

        assertThat(outcome.detail()).isEqualTo("the table was replaced by an empty one");
        assertThat(outcome.retracted()).isEqualTo(2);
        assertThat(keys()).isEmpty();
        insert(3, "2026-01-01", 30);
        assertThat(sync.syncNews(group).detail()).isEqualTo("first sync to this store");
        assertThat(scores(group)).isEqualTo(Map.of(3L, 30L));
    }

    @Test
    void whatCameAfterASnapshotIsWrittenAgain() {
        long first = snapshots().getFirst();
        store.remove(stored());
        insert(3, "2026-01-01", 30);
        long unsynced = snapshots().getLast();
        insert(4, "2026-01-01", 40);

        assertThat(sync.syncSince(group, unsynced).detail()).isEqualTo("1 new snapshot(s); the position stays");
        assertThat(keys()).containsExactly("trusted:4");
        assertThat(sync.syncSince(group, first).detail()).isEqualTo("3 new snapshot(s)");
        assertThat(keys()).containsExactly("trusted:2", "trusted:3", "trusted:4");
        assertThat(sync.syncNews(group)).isEqualTo(SyncOutcome.nothing("no new snapshots"));
        assertThatThrownBy(() -> sync.syncSince(group, 42))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith(
                        "Snapshot 42 is not in the history of feature group 'trusted'; its snapshots are [");
    }

    @Test
    void aRetiredGroupIsRemovedAndNoOther() {
        RetiredGroups retired = new RetiredGroups(positions, target);

        assertThatThrownBy(() -> retired.remove("trusted", List.of(group), removed -> {}))
                .hasMessage(
                        "Feature group 'trusted' is online; take .online() out of its definition and apply it first");
        assertThatThrownBy(() -> retired.remove("sessions", List.of(), removed -> {}))
                .hasMessageStartingWith("No feature group 'sessions' was synced to this store");
        assertThat(retired.among(List.of(group))).isEmpty();
        assertThat(retired.among(List.of())).containsExactly("trusted");

        assertThat(retired.remove("trusted", List.of(), removed -> {})).isEqualTo(2);

        assertThat(keys()).isEmpty();
        assertThat(positions.find("trusted", target.name())).isEqualTo(Optional.empty());
        assertThat(retired.among(List.of())).isEmpty();
    }

    /** The group may be online again, by the run that took its place. */
    @Test
    void aRemovalThatLostItsLeaseRemovesNothingMore() {
        RetiredGroups lost = new RetiredGroups(positions, target).under(() -> {
            throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, "lost");
        });

        assertThatThrownBy(() -> lost.remove("trusted", List.of(), removed -> {}))
                .hasMessage("lost");

        assertThat(keys()).containsExactly("trusted:1", "trusted:2");
        assertThat(positions.find("trusted", target.name())).isPresent();
    }

    private static FeatureGroupBuilder definition() {
        return FeatureGroups.written("trusted")
                .feature("score", ScalarType.INT64, "Score")
                .online();
    }

    private void insert(long user, String day, long score) {
        spark.sql("INSERT INTO %s VALUES (%d, timestamp'%s', timestamp'%s', %d, %d)"
                .formatted(table, user, day, day, score, score));
    }

    private List<Long> snapshots() {
        List<Long> ids = new ArrayList<>();
        tables.icebergTable(group).snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    private List<StoredKey> stored() {
        return store.stored(group.name(), store.parts().getFirst()).next();
    }

    private List<String> keys() {
        return stored().stream().map(stored -> stored.key()).sorted().toList();
    }

    private Map<Long, Long> scores(FeatureGroup as) {
        List<EntityKey> users =
                List.of(new EntityKey(List.of(1L)), new EntityKey(List.of(2L)), new EntityKey(List.of(3L)));
        Map<Long, Long> scores = new TreeMap<>();
        store.read(as, users, List.of("score")).stream()
                .filter(features -> features.eventTimestamp() != null)
                .forEach(features -> scores.put((Long) features.key().values().getFirst(), (Long)
                        features.values().getFirst()));
        return scores;
    }
}
