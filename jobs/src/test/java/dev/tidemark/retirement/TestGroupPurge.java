package dev.tidemark.retirement;

import static dev.tidemark.feature.Aggregation.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement.Kind;
import dev.tidemark.run.Run;
import dev.tidemark.run.RunHistory;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.syncposition.SyncPositions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups that were never online; how online values go is seen against Redis. */
final class TestGroupPurge {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final String name = "gone_" + UUID.randomUUID().toString().replace("-", "");
    private final OfflineStore tables = new OfflineStore(SPARK, "features");
    private MetadataDatabase database;
    private Registry registry;
    private RunHistory history;
    private Runs runs;
    private OutOfUse outOfUse;

    @BeforeEach
    void open() {
        database = LocalMetadata.open(folder);
        registry = new Registry(database, InstantSource.system());
        history = new RunHistory(database, InstantSource.system(), LEASE);
        runs = new Runs(history, LEASE, new Runs.Patience.None(), SparkFailure::explained);
        outOfUse = new OutOfUse(registry, runs, () -> {
            throw new AssertionError("no group here was ever online");
        });
        registry.apply(registry.plan(List.of(group())));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aPurgedGroupLeavesNothingAndItsNameIsFree() throws Exception {
        Path files = tableWithRow();
        Path state = Files.createDirectories(
                folder.resolve("checkpoints").resolve(name).resolve("state"));
        new SyncPositions(database)
                .moveTo(name, "elsewhere", 1, InstantSource.system().instant());

        assertThatThrownBy(() -> purge().purge(name, false, gone -> {}))
                .hasMessage("Feature group '%s' is in use; retire it first: tidemark retire %s".formatted(name, name));
        assertThat(outOfUse.retireGroup(name, gone -> {})).isZero();
        assertThat(purge().purge(name, false, gone -> {})).isTrue();

        assertThat(tables.exists(group())).isFalse();
        assertThat(files).doesNotExist();
        assertThat(state.getParent()).doesNotExist();
        assertThat(new SyncPositions(database).groups("elsewhere")).isEmpty();
        assertThat(purge().purge(name, false, gone -> {})).isFalse();
        assertThat(history.latest(1))
                .extracting(run -> run.kind() + " " + run.subject().name() + " " + run.status())
                .containsExactly("PURGE " + name + " SUCCEEDED");
        registry.apply(registry.plan(List.of(group())));
        assertThat(registry.group(name)).isEqualTo(group());
    }

    @Test
    void whatAKilledPurgeLeavesBehindGoesWithTheNextOne() throws Exception {
        Path files = tableWithRow();
        outOfUse.retireGroup(name, gone -> {});
        // As after a kill between the drop of the table and the end of the removal of its files.
        registry.retirements().noteLocations(name, List.of(files.toString()));
        SPARK.sql("DROP TABLE " + tables.tableName(group()));
        Files.createDirectories(files.resolve("data"));
        Files.writeString(files.resolve("data/left.parquet"), "left");

        assertThat(purge().purge(name, false, gone -> {})).isTrue();

        assertThat(files).doesNotExist();
    }

    @Test
    void aGroupThatAServiceTakesIsNotRetired() {
        String service = name + "_model";
        registry.apply(registry.plan(List.of(
                group(),
                FeatureService.named(service)
                        .describedAs("d")
                        .ownedBy("o")
                        .features(name)
                        .build())));

        assertThatThrownBy(() -> outOfUse.retireGroup(name, gone -> {}))
                .hasMessage(
                        "Feature group '%s' has features that feature service '%s' takes; apply the service without"
                                + " them, or retire it: tidemark retire %s",
                        name, service, service);
        assertThat(outOfUse.kind(service)).isEqualTo(Kind.SERVICE);
        outOfUse.retireService(service);
        outOfUse.retireGroup(name, gone -> {});

        assertThat(registry.groups()).isEmpty();
        assertThat(registry.services()).isEmpty();
        assertThatThrownBy(() -> registry.service(service)).hasMessageContaining("was retired at");
        outOfUse.undo(Kind.GROUP, name);
        outOfUse.undo(Kind.SERVICE, service);
        assertThat(registry.groups()).containsExactly(group());
        assertThatThrownBy(() -> outOfUse.undo(Kind.GROUP, name))
                .hasMessage("'%s' is not retired; there is nothing to undo".formatted(name));
    }

    @Test
    void aRunThatIsGoingOnIsToldAndTheSameCallFinishesAfterIt() {
        Run run = history.start(RunKind.MATERIALIZE, name, null);

        assertThatThrownBy(() -> outOfUse.retireGroup(name, gone -> {}))
                .isInstanceOfSatisfying(
                        FeatureStoreException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RUN_IN_PROGRESS))
                .hasMessageContaining("is retired, but a materialize run of it is going on");
        assertThat(registry.groups()).isEmpty();
        assertThatThrownBy(() -> purge().purge(name, false, gone -> {})).hasMessageContaining("is going on");

        history.succeed(run, 0, null);
        assertThat(outOfUse.retireGroup(name, gone -> {})).isZero();
    }

    private GroupPurge purge() {
        return new GroupPurge(
                SPARK,
                registry,
                tables,
                outOfUse,
                runs,
                folder.resolve("checkpoints").toString());
    }

    private Path tableWithRow() {
        tables.ensure(group());
        SPARK.sql(
                "INSERT INTO %s (user_id, event_timestamp, created_at, n) VALUES (1, TIMESTAMP '2026-03-01 10:00:00Z', TIMESTAMP '2026-03-01 10:00:00Z', 2)"
                        .formatted(tables.tableName(group())));
        String location = tables.icebergTable(group()).location();
        Path files = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
        assertThat(files).isNotEmptyDirectory();
        return files;
    }

    private FeatureGroup group() {
        return FeatureGroups.ofUsers(name)
                .source(DataSource.table("a.events").timestamp("t"))
                .feature("n", "Events", count().over("1d"))
                .build();
    }
}
