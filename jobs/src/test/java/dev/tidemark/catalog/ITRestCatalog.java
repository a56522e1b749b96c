package dev.tidemark.catalog;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.Tidemark;
import dev.tidemark.conf.Settings;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.kill.SparkLogs;
import dev.tidemark.launch.Application;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.registry.Registry;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources, feature tables and training sets in a REST catalog, by the commands and settings that a company has. */
final class ITRestCatalog {
    private static final String SECRET = "Planted-93-in-the-credential";
    /** How the tokens begin that the catalog gives for a credential. */
    private static final String TOKEN = "client-credentials-token";

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final FeatureGroup GROUP = FeatureGroups.ofUsers("rest_clicks")
            .source(DataSource.table("shop.clicks").timestamp("event_timestamp").created("created_at"))
            .feature("clicks_10d", "Clicks of ten days", count().over("10d"))
            .feature(
                    "amount_10d",
                    ScalarType.FLOAT64,
                    "Money of ten days",
                    sum("amount").over("10d"))
            .emit(Emission.onEvent())
            .online()
            .build();

    @TempDir
    Path folder;

    private Path conf;

    @Test
    void everythingThatIcebergKnowsLivesInARestCatalogAndNoCredentialIsLogged() throws Exception {
        try (RestCatalog catalog = RestCatalog.start(folder)) {
            conf = writeSettings(catalog);
            run("import", clicks().toString(), "--table", "shop.clicks");
            apply();

            run("materialize", GROUP.name(), "--from", "2026-01-01", "--to", "2026-01-11");
            List<String> rows = rows(spark -> spark.table("features.rest_clicks"));
            run("materialize", GROUP.name(), "--from", "2026-01-01", "--to", "2026-01-11", "--restart");
            assertThat(rows(spark -> spark.table("features.rest_clicks"))).isEqualTo(rows);
            run("sync", GROUP.name());
            run("sync", GROUP.name());

            // A user has an event on each day, of its number: the spine's labels are those of the fifth day.
            Path output = folder.resolve("training-set");
            String spine = "SELECT user_id, event_timestamp FROM shop.clicks WHERE day(event_timestamp) = 5";
            build(spine, "--output", output.toString());
            build(spine, "--iceberg", "models.clicks");
            run("training-set", "--again", output.resolve("_manifest.json").toString(), "--iceberg", "models.again");

            run("sql", metadataFileQuery(), "--csv");

            List<String> set = List.of("[0,5,0.0]", "[1,5,5.0]", "[2,5,10.0]");
            assertThat(trainingSet(spark -> spark.table("tidemark.models.clicks")))
                    .isEqualTo(set);
            assertThat(trainingSet(spark -> spark.table("tidemark.models.again")))
                    .isEqualTo(set);
            assertThat(trainingSet(spark -> spark.read().parquet(output.toString())))
                    .isEqualTo(set);
            assertThat(online()).containsExactly(List.of(10L, 0.0), List.of(10L, 10.0), List.of(10L, 20.0));
            assertThat(rows).hasSize(30);
        }
        assertThat(folder.resolve("home/warehouse")).doesNotExist();
        assertThat(objects()).contains("shop/clicks", "features/rest_clicks", "models/clicks", "models/again");
        SparkLogs.assertNoSecretIn(List.of(folder.resolve("event-log"), folder.resolve("home/logs")), SECRET, TOKEN);
    }

    /** Of docs/guide/table-readers.md, for this test's group. */
    private static String metadataFileQuery() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/guide/table-readers.md"));
        String command = page.lines()
                .filter(line -> line.startsWith("./tidemark sql "))
                .findFirst()
                .orElseThrow();
        return command.substring(command.indexOf('"') + 1, command.lastIndexOf('"'))
                .replace("user_transactions", GROUP.name());
    }

    private Path writeSettings(RestCatalog catalog) throws IOException {
        Path events = Files.createDirectory(folder.resolve("event-log"));
        Path defaults = Files.writeString(folder.resolve("spark-defaults.conf"), """
                spark.sql.shuffle.partitions 2
                spark.log.level INFO
                spark.eventLog.enabled true
                spark.eventLog.compress false
                spark.eventLog.dir %s
                spark.redaction.regex nothing-at-all
                spark.scheduler.listenerbus.logSlowEvent true
                spark.scheduler.listenerbus.logSlowEvent.threshold 1us
                """.formatted(events.toUri()));
        return Files.writeString(folder.resolve("tidemark.yaml"), """
                home: %s
                spark:
                  master: local[2]
                  defaults: %s
                redis:
                  ports: %d
                warehouse:
                  catalog: rest
                  catalog-properties:
                    uri: %s
                    credential: tidemark:%s
                """.formatted(
                        folder.resolve("home"), defaults, SharedRedisCluster.freePorts(), catalog.uri(), SECRET));
    }

    private Path clicks() throws IOException {
        List<String> lines = new ArrayList<>(List.of("user_id,event_timestamp,created_at,amount"));
        IntStream.range(0, 30).forEach(event -> {
            Instant time = FIRST.plusSeconds(event / 3 * 86_400L + 3_600);
            lines.add("%d,%s,%s,%d.0".formatted(event % 3, time, time.plusSeconds(60), event % 3));
        });
        return Files.write(folder.resolve("clicks.csv"), lines);
    }

    private void apply() {
        Settings settings = Settings.load(Map.of(), Optional.of(conf));
        try (MetadataDatabase database = MetadataDatabase.open(MetadataConfig.from(settings))) {
            Registry registry = new Registry(database, InstantSource.system());
            registry.apply(registry.plan(List.of(GROUP)));
        }
    }

    private void run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--conf", conf.toString(), "--stacktrace", "-q"));
        assertThat(Tidemark.run(all.toArray(String[]::new)))
                .as(String.join(" ", words))
                .isZero();
    }

    private void build(String spine, String... output) {
        List<String> words = new ArrayList<>(List.of("training-set", "--spine", spine));
        words.addAll(List.of("--timestamp", "event_timestamp", "--features", GROUP.name()));
        words.addAll(List.of(output));
        run(words.toArray(String[]::new));
    }

    private List<String> trainingSet(Function<SparkSession, Dataset<Row>> read) {
        return rows(spark -> read.apply(spark).select("user_id", "clicks_10d", "amount_10d"));
    }

    /** Read in a session of the settings, which is closed again. */
    private List<String> rows(Function<SparkSession, Dataset<Row>> read) {
        try (Application application = application()) {
            return read.apply(application.offline().spark()).collectAsList().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
        }
    }

    private List<List<Object>> online() {
        try (Application application = application();
                OnlineStore store = application.online().target().open()) {
            List<EntityKey> keys = Stream.of(0L, 1L, 2L)
                    .map(user -> new EntityKey(List.of(user)))
                    .toList();
            return store.read(GROUP, keys, GROUP.featureNames()).stream()
                    .map(features -> features.values())
                    .toList();
        }
    }

    private Application application() {
        return Application.open(conf, Map.of(), Console.ofProcess(Verbosity.QUIET), InstantSource.system());
    }

    /** The folders with data in the catalog's warehouse. */
    private List<String> objects() throws IOException {
        Path warehouse = folder.resolve("rest-warehouse");
        try (Stream<Path> files = Files.walk(warehouse)) {
            return files.filter(file -> file.getFileName().toString().equals("data"))
                    .map(data -> warehouse.relativize(data.getParent()).toString())
                    .toList();
        }
    }
}
