package dev.tidemark.kill;

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

/** What a production system has beside Spark: PostgreSQL, a Redis Cluster and an S3 server, each with a password, and Kafka. */
record Services(Home home, ObjectStorage storage, LocalRedisCluster redis, Kafka kafka, List<String> secrets)
        implements AutoCloseable {
    private static final String USER = "tidemark_jobs";
    private static final String METADATA_PASSWORD = "m3tadata-0f-the-bank";
    private static final String REDIS_PASSWORD = "r3d1s:p@ss/w%rd";

    static Services start(Path folder) throws Exception {
        ObjectStorage storage = ObjectStorage.start(folder);
        LocalRedisCluster redis = SharedRedisCluster.startNew();
        protect(redis);
        Kafka kafka = Kafka.start(folder.resolve("kafka"));
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(Map.of(
                "TIDEMARK_PROFILE",
                "production",
                "TIDEMARK_HOME",
                folder.resolve("home").toString(),
                "TIDEMARK_METADATA_URL",
                database(),
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
                "TIDEMARK_STREAM_KAFKA_SERVERS",
                kafka.address(),
                "TIDEMARK_STREAM_LATENESS",
                "3h",
                "TIDEMARK_STREAM_STATE_PARTITIONS",
                "2"));
        List<String> secrets = List.of(METADATA_PASSWORD, REDIS_PASSWORD, environment.get("TIDEMARK_S3_SECRET_KEY"));
        return new Services(new Home(environment), storage, redis, kafka, secrets);
    }

    /** The URL of a new database, whose owner has a password that is no other word of the tests. */
    private static String database() throws SQLException {
        MetadataConfig empty = SharedPostgres.emptyDatabase();
        try (Connection connection = DriverManager.getConnection(
                        empty.url(), empty.user(), empty.password().value());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'".formatted(USER, METADATA_PASSWORD));
        }
        return empty.url().replaceFirst("\\?.*", "");
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
        hadoop.set("fs.s3a.endpoint", environment().get("TIDEMARK_S3_ENDPOINT"));
        hadoop.set("fs.s3a.endpoint.region", "us-east-1");
        hadoop.set("fs.s3a.path.style.access", "true");
        hadoop.set("fs.s3a.access.key", environment().get("TIDEMARK_S3_ACCESS_KEY"));
        hadoop.set("fs.s3a.secret.key", environment().get("TIDEMARK_S3_SECRET_KEY"));
        SparkSession session = home.session();
        session.conf().set("spark.sql.catalog.tidemark.jdbc.user", USER);
        return session;
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
        storage.close();
        redis.nodes().forEach(node -> node.process().ifPresent(ProcessHandle::destroyForcibly));
    }
}
