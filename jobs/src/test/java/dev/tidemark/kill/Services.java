package dev.tidemark.kill;

import dev.tidemark.catalog.RestCatalog;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.SharedPostgres;
import dev.tidemark.online.local.ClusterOperator;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.LocalRedisNode;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.request.PushRequest;
import dev.tidemark.session.SharedSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * What a production system has beside Spark: PostgreSQL, a Redis Cluster, an S3 server and a REST catalog, each with a
 * password, and Kafka.
 */
record Services(
        Home home,
        ObjectStorage storage,
        RestCatalog catalog,
        LocalRedisCluster redis,
        Kafka kafka,
        List<String> secrets)
        implements AutoCloseable {
    private static final String USER = "tidemark_jobs";
    private static final String METADATA_PASSWORD = "m3tadata-0f-the-bank";
    private static final String CATALOG_CREDENTIAL = "cr3dential-0f-the-jobs";
    private static final String REDIS_PASSWORD = "r3d1s:p@ss/w%rd";

    static Services start(Path folder) throws Exception {
        ObjectStorage storage = ObjectStorage.start(folder);
        RestCatalog catalog =
                RestCatalog.start(folder, "s3a://%s/tables".formatted(ObjectStorage.BUCKET), storage.hadoop());
        LocalRedisCluster redis = SharedRedisCluster.startNew();
        protect(redis);
        makeUser();
        Kafka kafka = Kafka.start(folder.resolve("kafka"));
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(Map.of(
                "TIDEMARK_PROFILE",
                "production",
                "TIDEMARK_HOME",
                folder.resolve("home").toString(),
                "TIDEMARK_METADATA_URL",
                newDatabase(),
                "TIDEMARK_METADATA_USER",
                USER,
                "TIDEMARK_METADATA_PASSWORD",
                METADATA_PASSWORD,
                "TIDEMARK_REDIS_URIS",
                redis.uris().stream().map(URI::toString).collect(Collectors.joining(",")),
                "TIDEMARK_REDIS_PASSWORD",
                REDIS_PASSWORD,
                "TIDEMARK_STREAM_CHECKPOINTS",
                "s3a://" + ObjectStorage.BUCKET + "/checkpoints"));
        environment.putAll(Map.of(
                "TIDEMARK_WAREHOUSE_CATALOG",
                "rest",
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES_FILE",
                Files.writeString(
                                folder.resolve("catalog"),
                                "uri=%s\ncredential=jobs:%s\n".formatted(catalog.uri(), CATALOG_CREDENTIAL))
                        .toString(),
                "TIDEMARK_STREAM_KAFKA_SERVERS",
                kafka.address(),
                "TIDEMARK_STREAM_LATENESS",
                "3h",
                "TIDEMARK_STREAM_STATE_PARTITIONS",
                "2"));
        List<String> secrets = List.of(
                METADATA_PASSWORD, REDIS_PASSWORD, CATALOG_CREDENTIAL, environment.get("TIDEMARK_S3_SECRET_KEY"));
        return new Services(new Home(environment), storage, catalog, redis, kafka, secrets);
    }

    /** The URL of a new database. */
    private static String newDatabase() {
        return SharedPostgres.emptyDatabase().url().replaceFirst("\\?.*", "");
    }

    /** Makes the user of all databases, whose password is no other word of the tests. */
    private static void makeUser() throws SQLException {
        MetadataConfig empty = SharedPostgres.emptyDatabase();
        try (Connection connection = DriverManager.getConnection(
                        empty.url(), empty.user(), empty.password().value());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(USER, METADATA_PASSWORD));
        }
    }

    private static void protect(LocalRedisCluster redis) {
        ClusterOperator operator = new ClusterOperator(redis);
        for (LocalRedisNode node : redis.nodes()) {
            operator.configure(node, "masterauth", REDIS_PASSWORD);
        }
        for (LocalRedisNode node : redis.nodes()) {
            operator.configure(node, "requirepass", REDIS_PASSWORD);
        }
    }

    Map<String, String> environment() {
        return home.environment();
    }

    /** Executors have the keys of object storage from the environment of their workers, as the page says. */
    Map<String, String> environmentOfWorkers() {
        return Stream.of("TIDEMARK_S3_ACCESS_KEY", "TIDEMARK_S3_SECRET_KEY")
                .collect(Collectors.toMap(name -> name, environment()::get));
    }

    /** A session of this JVM's that sees the cluster's tables. */
    SparkSession session() {
        Configuration hadoop = SharedSpark.session().sparkContext().hadoopConfiguration();
        storage.hadoop().forEach(hadoop::set);
        return home.session();
    }

    /** The settings of a metadata database of PostgreSQL that knows Iceberg's tables, too. */
    static Map<String, String> database() {
        return Map.of(
                "TIDEMARK_METADATA_URL",
                newDatabase(),
                "TIDEMARK_METADATA_USER",
                USER,
                "TIDEMARK_METADATA_PASSWORD",
                METADATA_PASSWORD);
    }

    /** Takes a row as the server does. */
    void push(MetadataDatabase database, FeatureGroup group, FeatureRow row) {
        PushOutbox outbox = new PushOutbox(database, InstantSource.system());
        outbox.delivered(outbox.accept(new PushRequest(group.name(), List.of(Map.of()), null), group, List.of(row))
                .id());
    }

    @Override
    public void close() throws IOException {
        kafka.close();
        catalog.close();
        storage.close();
        redis.nodes().forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
    }
}
