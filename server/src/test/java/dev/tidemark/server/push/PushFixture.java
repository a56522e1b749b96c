package dev.tidemark.server.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.push.PushBatches;
import dev.tidemark.push.PushOutbox;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerConfig;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.definition.DefinitionSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A server that takes pushed rows, with its outbox in H2 and an online store in memory that can be taken away. */
public final class PushFixture implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Entity PAIR = Entity.composite(
            "pair",
            "A user at a shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("shop", ScalarType.STRING));
    static final FeatureGroup VISITS = visits();
    static final FeatureService DESK = FeatureService.named("desk")
            .describedAs("What the desk asks for")
            .ownedBy("tests")
            .features("visits:visits")
            .build();
    public static final PushConfig CONFIG = config(Duration.ofSeconds(30));

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The clock of the server and of its store. */
    volatile Instant now = NOW;

    final MemoryOnlineStore store = new MemoryOnlineStore(() -> now);
    public final MetadataDatabase database;
    private final PushConfig config;
    private final int maxPayloadBytes;
    private final int maxConcurrentRequests;
    public final PushOutbox outbox;
    public final FeatureServer server;
    public volatile boolean down;
    volatile ErrorCode downBecause = ErrorCode.ONLINE_STORE_UNAVAILABLE;

    public PushFixture(Path folder) {
        this(folder, CONFIG);
    }

    static PushConfig config(Duration patience) {
        return PushConfig.defaults()
                .withMaxRows(5)
                .withRedelivery(Duration.ofMillis(50))
                .withPatience(patience)
                .withMaxConcurrent(4);
    }

    public PushFixture(Path folder, PushConfig config) {
        this(folder, config, 4_096);
    }

    public PushFixture(Path folder, PushConfig config, int maxPayloadBytes) {
        this(LocalMetadata.open(folder), config, maxPayloadBytes, 64);
    }

    public PushFixture(MetadataDatabase database, PushConfig config, int maxPayloadBytes, int maxConcurrentRequests) {
        this.database = database;
        this.config = config;
        this.maxPayloadBytes = maxPayloadBytes;
        this.maxConcurrentRequests = maxConcurrentRequests;
        outbox = new PushOutbox(database, () -> NOW.minusSeconds(1));
        server = start();
    }

    /** Another server on the same stores. */
    FeatureServer start() {
        return FeatureServer.builder()
                .config(ServerConfig.defaults()
                        .withPort(0)
                        .withMaxEntities(10)
                        .withMaxPayloadBytes(maxPayloadBytes)
                        .withMaxConcurrentRequests(maxConcurrentRequests)
                        .withRegistryRefresh(Duration.ofHours(1))
                        .withWarmUp(Duration.ZERO))
                .definitions(new FixedDefinitions())
                .store(store)
                .clock(() -> now)
                .pushes(new PushStores(
                        outbox,
                        (group, rows) -> {
                            if (down) {
                                throw new FeatureStoreException(downBecause, "taken away");
                            }
                            store.write(group, rows);
                        },
                        config))
                .start();
    }

    /** How many requests the outbox has of the group. */
    public int taken() {
        return new PushBatches(database, () -> NOW, 1_000).notIngested("visits").size();
    }

    public HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> push(String body, String... headers) throws Exception {
        return post("/features/push", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public JsonNode ask(String question) throws Exception {
        return ServerFixture.json(post("/features/online", question.getBytes(StandardCharsets.UTF_8))
                .body());
    }

    public JsonNode openApi() throws Exception {
        return get("/openapi.json");
    }

    JsonNode get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        return ServerFixture.json(
                CLIENT.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static FeatureGroup visits() {
        return group("visits")
                .feature("amount", ScalarType.FLOAT64, "x")
                .feature("small", ScalarType.INT32, "x")
                .feature("half", ScalarType.FLOAT32, "x")
                .feature("flag", ScalarType.BOOL, "x")
                .feature("name", ScalarType.STRING, "x")
                .feature("raw", ScalarType.BYTES, "x")
                .feature("since", ScalarType.TIMESTAMP, "x")
                .feature("tags", FeatureType.listOf(ScalarType.STRING), "x")
                .online()
                .pushable()
                .build();
    }

    private static FeatureGroupBuilder group(String name) {
        return FeatureGroups.of(name, PAIR)
                .timeToLive(Duration.ofHours(1))
                .source(DataSource.table("a.b").timestamp("t"))
                .sql("SELECT 1")
                .feature("visits", ScalarType.INT64, "x");
    }

    private static final class FixedDefinitions implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return Stream.of(
                            VISITS,
                            group("archive").build(),
                            group("served").online().build())
                    .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
                    .toList();
        }

        @Override
        public List<ServiceVersion> services() {
            return List.of(new ServiceVersion(DESK, 2, "f", Instant.EPOCH));
        }
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
