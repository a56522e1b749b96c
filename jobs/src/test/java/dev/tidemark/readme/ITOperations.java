package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.Secret;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.metadata.SharedPostgres;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.local.LocalRedisCluster;
import dev.tidemark.online.local.LocalRedisNode;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import dev.tidemark.registry.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page about operation says, in its order, on a real PostgreSQL and a real Redis Cluster whose users may do no
 * more than it names.
 */
final class ITOperations {
    private static final Page PAGE = Page.read("docs/guide/operations.md");
    private static final String USER = "tidemark";
    private static final FeatureGroup GROUP = FeatureGroups.ofUsers("visits")
            .timeToLive(Duration.ofHours(1))
            .source(DataSource.table("a.b").timestamp("t"))
            .sql("SELECT 1")
            .feature("visits", ScalarType.INT64, "How many")
            .online()
            .pushable()
            .build();

    private final LocalRedisCluster redis = SharedRedisCluster.cluster();

    @TempDir
    Path folder;

    @Test
    void aServerRunsWithoutTheScriptForUsersWithNoMoreRightsThanTheirPageNames() throws Exception {
        MetadataConfig empty = withoutUser(SharedPostgres.emptyDatabase());
        execute(empty, PAGE.blocks("sql").getFirst());
        run(
                PAGE.commands(1).getFirst().replace("./tidemark", "'%s'".formatted(Page.ROOT.resolve("tidemark"))),
                environment(empty));
        MetadataConfig restricted = new MetadataConfig(empty.url(), USER, new Secret("change-me-2"), 4);
        assertThatThrownBy(() -> execute(restricted, "CREATE TABLE public.mine (id INT)"))
                .hasMessageContaining("permission denied");
        try (MetadataDatabase database = MetadataDatabase.open(restricted)) {
            Registry registry = new Registry(database, InstantSource.system());
            registry.apply(registry.plan(List.of(GROUP)));
        }
        for (LocalRedisNode node : redis.nodes()) {
            assertThat(ask(node.port(), PAGE.blocks("redis").getFirst().strip()))
                    .isEqualTo("+OK");
        }

        serveAndAsk(restricted);

        takeBack();
    }

    /** A user that the URL names would be stronger. */
    private static MetadataConfig withoutUser(MetadataConfig config) {
        return new MetadataConfig(
                config.url().replaceFirst("\\?.*", ""), config.user(), config.password(), config.poolSize());
    }

    private void serveAndAsk(MetadataConfig restricted) throws Exception {
        int port = freePort();
        Map<String, String> environment = environment(restricted);
        environment.put("TIDEMARK_METADATA_PASSWORD", restricted.password().value());
        environment.put("TIDEMARK_REDIS_PASSWORD", "change-me");
        environment.put("TIDEMARK_SERVER_PORT", String.valueOf(port));
        environment.put("TIDEMARK_SERVER_STOP_DELAY", "0s");
        Path settings = folder.resolve("server.yaml");
        Files.writeString(settings, PAGE.blocks("yaml").getFirst());
        String command = PAGE.commands(0)
                .getFirst()
                .replaceFirst("^java", "exec " + Path.of(System.getProperty("java.home"), "bin", "java"))
                .replace("server.yaml", settings.toString());
        Process server = shell(command, environment).start();
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("Tidemark serves at")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("Tidemark serves at http://0.0.0.0:" + port);
            assertThat(post(
                            port,
                            "/features/push",
                            "{\"feature_group\": \"visits\", \"rows\": [{\"user_id\": 17, \"event_timestamp\": \"%s\", \"visits\": 5}]}"
                                    .formatted(Instant.now().minusSeconds(1))))
                    .contains("\"online\":\"WRITTEN\"");
            assertThat(post(port, "/features/online", "{\"feature_group\": \"visits\", \"entity_ids\": [17]}"))
                    .contains("\"17\":{\"visits\":5}");
        } finally {
            server.toHandle().destroy();
            server.waitFor();
        }
        assertThat(server.exitValue()).isEqualTo(143);
    }

    /** What syncs do beyond writing. */
    private void takeBack() {
        RedisConfig config = RedisConfig.at(redis.uris())
                .withUser(USER, new Secret("change-me"))
                .withCommandTimeout(Duration.ofSeconds(2));
        try (RedisOnlineStore store = RedisOnlineStore.open(config, InstantSource.system(), 100)) {
            store.mark("visits", "a mark");
            assertThat(store.marks("visits")).isNotEmpty();
            store.unmark("visits");
            int removed = 0;
            for (String part : store.parts()) {
                for (Iterator<List<StoredKey>> keys = store.stored("visits", part); keys.hasNext(); ) {
                    List<StoredKey> some = keys.next();
                    store.remove(some);
                    removed += some.size();
                }
            }
            assertThat(removed).isEqualTo(1);
        }
    }

    private Map<String, String> environment(MetadataConfig metadata) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TIDEMARK_BUILD", "never");
        environment.put("TIDEMARK_HOME", folder.resolve("home").toString());
        environment.put("TIDEMARK_METADATA_URL", metadata.url());
        environment.put(
                "TIDEMARK_REDIS_URIS", redis.uris().stream().map(URI::toString).collect(Collectors.joining(",")));
        return environment;
    }

    private static void execute(MetadataConfig database, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.url(), database.user(), database.password().value());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private static ProcessBuilder shell(String command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(Page.ROOT.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static void run(String command, Map<String, String> environment) throws Exception {
        Process process = shell(command, environment).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    /** One command, as a person types it into a connection. */
    private static String ask(int port, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    private static String post(int port, String path, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
