package dev.tidemark.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.connection.ConnectionTimeouts;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.server.requestlog.RequestLog;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server on a store in memory at a fixed instant, with two groups of users, one of shops, one of users at shops, and
 * a service.
 */
public final class ServerFixture implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    public static final Entity SHOP = Entity.of("shop", "A shop", "shop", ScalarType.STRING);
    public static final Entity PAIR = Entity.composite(
            "pair",
            "A user at a shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("shop", ScalarType.STRING));
    public static final Entity SLOT = Entity.composite(
            "slot",
            "An hour of a zone",
            new JoinKey("zone", ScalarType.STRING),
            new JoinKey("starts", ScalarType.TIMESTAMP));
    public static final FeatureGroup PAYMENTS = group("payments", USER);
    public static final FeatureGroup LOGINS = group("logins", USER);
    public static final FeatureGroup SHOPS = group("shops", SHOP);
    public static final FeatureGroup PAIRS = group("pairs", PAIR);
    public static final FeatureGroup SLOTS = group("slots", SLOT);

    static final FeatureService TILL = FeatureService.named("till")
            .describedAs("What the till asks for")
            .ownedBy("tests")
            .features("payments:amount", "shops")
            .build();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final MemoryOnlineStore store = new MemoryOnlineStore(() -> NOW);
    public final FeatureServer server;

    public ServerFixture() {
        this(RequestLog.off());
    }

    public ServerFixture(RequestLog log) {
        this(log, Duration.ZERO);
    }

    public ServerFixture(RequestLog log, Duration warmUp) {
        this(null, 64, warmUp, log);
    }

    /** @param served null for the store in memory */
    public ServerFixture(StoredValues served, int maxConcurrentRequests, Duration warmUp) {
        this(served, maxConcurrentRequests, warmUp, RequestLog.off());
    }

    private ServerFixture(StoredValues served, int maxConcurrentRequests, Duration warmUp, RequestLog log) {
        server = FeatureServer.builder()
                .config(ServerConfig.defaults()
                        .withPort(0)
                        .withMaxEntities(10)
                        .withMaxPayloadBytes(4_096)
                        .withMaxConcurrentRequests(maxConcurrentRequests)
                        .withRegistryRefresh(Duration.ofHours(1))
                        .withWarmUp(warmUp))
                .definitions(new FixedDefinitions())
                .store(served == null ? store : served)
                .clock(() -> NOW)
                .requestLog(log)
                .start();
    }

    /** With more paths, and bounds of a client's time and body that a test can reach. */
    public ServerFixture(
            ConnectionTimeouts timeouts,
            int maxPayloadBytes,
            int maxConcurrentRequests,
            Consumer<HttpRouting.Builder> more) {
        ServerConfig config = ServerConfig.defaults()
                .withPort(0)
                .withMaxEntities(10)
                .withMaxPayloadBytes(maxPayloadBytes)
                .withMaxConcurrentRequests(maxConcurrentRequests)
                .withRegistryRefresh(Duration.ofHours(1))
                .withWarmUp(Duration.ZERO)
                .withTimeouts(timeouts);
        server = FeatureServer.builder()
                .config(config)
                .definitions(() -> new FixedDefinitions().latest())
                .store(store)
                .clock(() -> NOW)
                .morePaths(more)
                .start();
    }

    private static final class FixedDefinitions implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return Stream.of(PAYMENTS, LOGINS, SHOPS, PAIRS, SLOTS)
                    .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
                    .toList();
        }

        @Override
        public List<ServiceVersion> services() {
            return List.of(new ServiceVersion(TILL, 3, "f", Instant.EPOCH));
        }
    }

    private static FeatureGroup group(String name, Entity entity) {
        return FeatureGroups.of(name, entity)
                .timeToLive(Duration.ofHours(1))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("amount", ScalarType.FLOAT64, "amount")
                .feature("visits", ScalarType.INT64, "visits")
                .feature("since", ScalarType.TIMESTAMP, "since")
                .sql("SELECT 1")
                .online()
                .build();
    }

    public void write(FeatureGroup group, EntityKey key, Double amount, Long visits, Instant since) {
        Instant at = NOW.minusSeconds(5);
        store.write(group, List.of(new FeatureRow(key, at, at, Arrays.asList(amount, visits, since))));
    }

    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    public JsonNode ask(String path, String question) throws Exception {
        return json(post(path, question.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .body());
    }

    public HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    public static JsonNode json(byte[] bytes) throws IOException {
        return JSON.readTree(bytes);
    }

    public static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    @Override
    public void close() {
        server.close();
    }
}
