package dev.tidemark.syncposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.metadata.MetadataFixture;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What sync positions promise, whichever database keeps them. */
abstract class SyncPositionContract extends MetadataFixture {

    @Test
    void aSyncPositionMovesAndIsKeptPerTarget() {
        SyncPositions positions = new SyncPositions(database);
        positions.moveTo("payments", "redis-a", 1, now);
        positions.moveTo("payments", "redis-a", -2, now);

        assertThat(positions.position("payments", "redis-a")).contains(-2L);
        assertThat(positions.position("payments", "redis-b")).isEmpty();
    }

    @Test
    void aSyncPositionKeepsAllThatIsKnownOfIt() {
        SyncPositions positions = new SyncPositions(database);
        positions.moveTo("payments", "redis", new SyncPosition(3, null, "form", 17L), now);
        positions.begin("payments", "redis", 4);

        assertThat(positions.find("payments", "redis")).contains(new SyncPosition(3, 4L, "form", 17L));
        positions.settle("payments", "redis", 18);
        assertThat(positions.find("payments", "redis")).contains(new SyncPosition(3, 4L, "form", 18L));
    }

    @Test
    void theNameOfAnOnlineStoreMayBeOfAnyLength() {
        String long1 = "redis://redis-cluster-0.redis-cluster-headless.production.svc.cluster.local:6379,".repeat(40);
        String long2 = long1 + "redis://another:6379";
        SyncPositions positions = new SyncPositions(database);

        positions.moveTo("payments", long1, 1, now);
        positions.moveTo("payments", long2, 2, now);
        positions.begin("payments", long1, 3);
        positions.fullSyncs().begin("visits", long2, FullSyncProgress.begin(-7, "form", 4, now));
        positions.fullSyncs().finish("visits", long2, 3);

        assertThat(positions.find("payments", long1)).contains(new SyncPosition(1, 3L, null, null));
        assertThat(positions.position("payments", long2)).contains(2L);
        assertThat(positions.groups(long1)).containsExactly("payments");
        assertThat(positions.groups(long2)).containsExactly("payments", "visits");
        assertThat(positions.fullSyncs().find("visits", long2).orElseThrow().left())
                .containsExactlyInAnyOrder(0, 1, 2);
        positions.forget("payments", long1);
        assertThat(positions.groups(long1)).isEmpty();
    }

    @Test
    void aPositionOfAnEarlierVersionStaysValid() {
        String target = "t".repeat(200);
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO sync_position (feature_group, target, snapshot_id, synced_at) VALUES ('payments',"
                                + " ?, 7, 0)",
                        target));

        assertThat(new SyncPositions(database).find("payments", target))
                .contains(new SyncPosition(7, null, null, null));
    }

    @Test
    void aFullLoadIsKnownSliceBySliceUntilItIsForgotten() {
        SyncPositions positions = new SyncPositions(database);
        FullSyncs loads = positions.fullSyncs();
        FullSyncProgress begun = FullSyncProgress.begin(-7, "form", 4, now);
        assertThat(loads.find("payments", "redis")).isEmpty();

        loads.begin("payments", "redis", begun);
        assertThat(loads.find("payments", "redis")).contains(begun);
        assertThat(positions.groups("redis")).containsExactly("payments");

        loads.lookedThrough("payments", "redis");
        loads.finish("payments", "redis", 3);
        loads.finish("payments", "redis", 0);
        FullSyncProgress found = loads.find("payments", "redis").orElseThrow();
        assertThat(found).isEqualTo(new FullSyncProgress(-7, "form", 4, now, /* lookedThrough= */ true, Set.of(0, 3)));
        assertThat(found.left()).containsExactlyInAnyOrder(1, 2);
        assertThat(loads.find("payments", "other")).isEmpty();

        loads.begin("payments", "redis", begun);
        assertThat(loads.find("payments", "redis")).contains(begun);
        positions.forget("payments", "redis");
        assertThat(loads.find("payments", "redis")).isEmpty();
        assertThat(positions.groups("redis")).isEmpty();
    }
}
