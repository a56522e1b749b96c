package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.conformance.ConformanceCase;
import dev.tidemark.conformance.ConformanceTables;
import dev.tidemark.conformance.FeatureEntry;
import dev.tidemark.conformance.SpineEntry;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.Status;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.Microseconds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server over real HTTP, on a store in memory with a moved clock. */
final class TestFeatureServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);
    private static final Entity PAIR = Entity.composite(
            "pair",
            "A user at a shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("shop", ScalarType.STRING));
    private static final FeatureGroup PAYMENTS =
            group("payments", USER).timeToLive(Duration.ofHours(1)).build();
    private static final FeatureGroup PAIRS = group("pairs", PAIR).build();
    private static final FeatureGroup OFFLINE = FeatureGroups.of("archive", USER)
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("x", ScalarType.INT64, "x")
            .sql("SELECT 1")
            .build();

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private List<DefinitionVersion> definitions = Stream.of(PAYMENTS, PAIRS, OFFLINE)
            .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
            .toList();
    private final MemoryOnlineStore store = new MemoryOnlineStore(() -> now);
    private FeatureServer server;

    @BeforeEach
    void start() {
        ServerConfig config = ServerConfig.defaults()
                .withPort(0)
                .withMaxEntities(10)
                .withMaxPayloadBytes(4_096)
                .withMaxConcurrentRequests(64)
                .withRegistryRefresh(Duration.ofHours(1))
                .withWarmUp(Duration.ZERO);
        server = FeatureServer.builder()
                .config(config)
                .definitions(new FixedDefinitions())
                .store(store)
                .clock(() -> now)
                .start();
    }

    private final class FixedDefinitions implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return definitions;
        }

        @Override
        public List<ServiceVersion> services() {
            FeatureService service = FeatureService.named("payments")
                    .describedAs("What a model takes of the group of the same name")
                    .ownedBy("tests")
                    .features("payments")
                    .build();
            return List.of(new ServiceVersion(service, 1, "f", Instant.EPOCH));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersTheNewestValuesByEntityAndFeature() throws Exception {
        write(PAYMENTS, EntityKey.of(USER, 17L), 1.5, 3L, null, now.minusSeconds(5));

        JsonNode answer = ask("""
                {"feature_group": "payments", "entity_ids": [17, "42", 17], "include": ["statuses", "event_timestamps"]}""");

        assertThat(answer.path("features")).isEqualTo(json("""
                {"17": {"amount": 1.5, "visits": 3, "tags": null}, "42": {"amount": null, "visits": null, "tags": null}}"""));
        assertThat(answer.path("statuses")).isEqualTo(json("""
                {"17": {"amount": "PRESENT", "visits": "PRESENT", "tags": "NULL_VALUE"},
                 "42": {"amount": "NOT_FOUND", "visits": "NOT_FOUND", "tags": "NOT_FOUND"}}"""));
        assertThat(answer.path("event_timestamps")).isEqualTo(json("{\"17\": \"2026-03-01T11:59:55Z\", \"42\": null}"));
        assertThat(answer.path("metadata")).isEqualTo(json("""
                {"feature_group": "payments", "version": 1, "entities": 2, "found": 1, "served_at": "2026-03-01T12:00:00Z"}"""));
    }

    @Test
    void answersOnlyTheFeaturesThatAreAskedForInTheirOrder() throws Exception {
        write(PAYMENTS, EntityKey.of(USER, 17L), Double.NaN, 3L, List.of("a", "b"), now);

        String body = post("/features/online", """
                {"feature_group": "payments", "entity_ids": [17], "features": ["tags", "amount"]}""").body();

        assertThat(body).startsWith("{\"features\":{\"17\":{\"tags\":[\"a\",\"b\"],\"amount\":\"NaN\"}}");
    }

    @Test
    void compositeKeysAreObjectsInAnyOrder() throws Exception {
        write(PAIRS, EntityKey.of(PAIR, 1L, "a:b"), 2.5, 1L, null, now);

        JsonNode answer = ask("""
                {"feature_group": "pairs", "entity_ids": [{"shop": "a:b", "user_id": 1}], "features": ["amount"]}""");

        assertThat(answer.path("features")).isEqualTo(json("{\"1:a%3Ab\": {\"amount\": 2.5}}"));
    }

    @Test
    void aValueIsOutsideItsMaximumAgeOneMicrosecondLater() throws Exception {
        write(PAYMENTS, EntityKey.of(USER, 17L), 1.5, 3L, null, now);
        String question =
                "{\"feature_group\": \"payments\", \"entity_ids\": [17], \"features\": [\"visits\"], \"include\": [\"statuses\"]}";
        now = now.plus(Duration.ofHours(1));
        assertThat(ask(question).at("/statuses/17/visits").asText()).isEqualTo("PRESENT");

        now = now.plusNanos(1_000);

        assertThat(ask(question).at("/statuses/17/visits").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        assertThat(ask(question).at("/features/17/visits").isNull()).isTrue();
    }

    static List<ConformanceCase> onlineTables() {
        return ConformanceTables.all().stream()
                .filter(table -> table.knowledge() instanceof Knowledge.EventTime)
                .toList();
    }

    @Test
    void t10AnAnswerHasTheWindowsOfItsInstant() throws Exception {
        Instant t0 = now.minus(Duration.ofMinutes(30));
        long base = Microseconds.of(now);
        ChangesToCome changes = ChangesToCome.writer(base)
                .track(0, 1)
                .change(Microseconds.of(t0.plus(Duration.ofHours(1))), 5.0, 1L)
                .change(base + Microseconds.of(Duration.ofHours(1)), null, 0L)
                .knownUntil(base + Microseconds.of(Duration.ofHours(24)))
                .changes();
        store.write(
                PAYMENTS,
                List.of(new FeatureRow(EntityKey.of(USER, 17L), now, now, Arrays.asList(15.0, 2L, null), changes)));
        String question = """
                {"feature_group": "payments", "entity_ids": [17], "features": ["visits", "amount"], "include": ["statuses", "event_timestamps"]}""";

        now = t0.plus(Duration.ofHours(1)).minusNanos(1_000);
        assertThat(ask(question).at("/features/17").toString()).isEqualTo("{\"visits\":2,\"amount\":15.0}");
        now = t0.plus(Duration.ofHours(1));
        assertThat(ask(question).at("/features/17").toString()).isEqualTo("{\"visits\":1,\"amount\":5.0}");
        assertThat(ask(question).at("/event_timestamps/17").asText()).isEqualTo(now.toString());
        assertThat(get("/features/online/payments/17").body().replaceAll("\\s", ""))
                .contains("\"visits\":1,");
        now = t0.plus(Duration.ofMinutes(90));
        assertThat(ask(question).at("/features/17").toString()).isEqualTo("{\"visits\":0,\"amount\":null}");
        assertThat(ask(question).at("/statuses/17").toString())
                .isEqualTo("{\"visits\":\"PRESENT\",\"amount\":\"NULL_VALUE\"}");
        now = t0.plus(Duration.ofMinutes(150)).plusNanos(1_000);
        assertThat(ask(question).at("/statuses/17/visits").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        now = t0.plus(Duration.ofHours(25));
        assertThat(ask(question).at("/statuses/17/visits").asText()).isEqualTo("OUTSIDE_HORIZON");
        assertThat(ask(question).at("/features/17/visits").isNull()).isTrue();
        JsonNode feast = json(post("/get-online-features", """
                {"features": ["payments:visits"], "entities": {"user_id": [17]}}""").body());
        assertThat(feast.at("/results/1/statuses").toString()).isEqualTo("[\"OUTSIDE_MAX_AGE\"]");
        assertThat(feast.at("/results/1/values").toString()).isEqualTo("[null]");
        assertThat(get("/metrics").body())
                .containsPattern("tidemark_features_total\\{.*status=\"OUTSIDE_HORIZON\".*} [1-9]");
    }

    @Test
    void t11ARowIsServedWhenItsTimeHasComeAndTheOlderOneUntilThen() throws Exception {
        FeatureGroup delayed = FeatureGroups.of("delayed", USER)
                .timeToLive(Duration.ofDays(7))
                .availabilityDelay(Duration.ofHours(1))
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("v", ScalarType.FLOAT64, "v")
                .sql("SELECT 1")
                .online()
                .build();
        definitions = List.of(new DefinitionVersion(delayed, 1, "f", Instant.EPOCH));
        server.refresh();
        Instant start = now;
        for (Instant event :
                List.of(now.minusSeconds(900), now.minus(Duration.ofHours(3)), now.plus(Duration.ofDays(1)))) {
            store.write(delayed, List.of(new FeatureRow(EntityKey.of(USER, 1L), event, event, List.of((double)
                    event.getEpochSecond()))));
        }

        assertDelayed(start, start.minus(Duration.ofHours(3)));
        assertDelayed(start.plus(Duration.ofMinutes(45)).minusNanos(1_000), start.minus(Duration.ofHours(3)));
        assertDelayed(start.plus(Duration.ofMinutes(45)), start.minusSeconds(900));
        assertDelayed(start.plus(Duration.ofMinutes(50)), start.minusSeconds(900));
        assertDelayed(start.plus(Duration.ofHours(25)), start.plus(Duration.ofDays(1)));
    }

    private void assertDelayed(Instant instant, Instant event) throws Exception {
        now = instant;
        JsonNode answer = ask("""
                {"feature_group": "delayed", "entity_ids": [1], "include": ["statuses", "event_timestamps"]}""");
        assertThat(answer.at("/features/1/v").asDouble()).isEqualTo((double) event.getEpochSecond());
        assertThat(answer.at("/statuses/1/v").asText()).isEqualTo("PRESENT");
        assertThat(answer.at("/event_timestamps/1").asText()).isEqualTo(event.toString());
    }

    /** Online is the join at the spine's instant, once every row has been written, those ahead of it included. */
    @ParameterizedTest
    @MethodSource("onlineTables")
    void theConformanceTablesHoldOverHttp(ConformanceCase table) throws Exception {
        int number = 0;
        for (SpineEntry row : table.spine()) {
            if (row.instant() == null || row.key().stream().anyMatch(Objects::isNull)) {
                continue;
            }
            FeatureGroup group = table.group("table_" + number++);
            definitions = List.of(new DefinitionVersion(group, 1, "f", Instant.EPOCH));
            server.refresh();
            now = row.instant();
            for (FeatureEntry entry : table.features()) {
                if (entry.key().stream().allMatch(Objects::nonNull)) {
                    store.write(
                            group,
                            List.of(new FeatureRow(
                                    new EntityKey(List.copyOf(entry.key())),
                                    entry.event(),
                                    entry.created(),
                                    Collections.singletonList(entry.value()))));
                }
            }
            String id = table.keys() == 1
                    ? row.key().getFirst().toString()
                    : "{\"key_0\": %d, \"key_1\": %d}".formatted(row.key().toArray());

            JsonNode answer = ask("{\"feature_group\": \"%s\", \"entity_ids\": [%s]}".formatted(group.name(), id));

            JsonNode value = answer.path("features").elements().next().path("value");
            if (table.name().startsWith("T5 B")) {
                // Rows that agree in both times are one row in a table; here the last one written stays.
                assertThat(value.asLong()).isEqualTo(6);
            } else {
                assertThat(value.isNull() ? null : (Long) value.asLong())
                        .as("%s at %s", row.key(), now)
                        .isEqualTo(row.expected());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | UNKNOWN_FEATURE_GROUP | {\"feature_group\":\"paymnts\",\"entity_ids\":[1]} | No feature group 'paymnts'; did you mean payments?",
                "400 | UNKNOWN_FEATURE | {\"feature_group\":\"payments\",\"entity_ids\":[1],\"features\":[\"amuont\"]} | No feature 'amuont' in feature group 'payments'; did you mean amount?",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"payments\",\"entity_ids\":[1] | Malformed request: the body is not JSON at line 1, column",
                "400 | MALFORMED_REQUEST | [] | Malformed request: the body must be a JSON object",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"payments\",\"entity_ids\":[]} | Malformed request: 'entity_ids' must be a list of at least one id",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"payments\",\"entity_ids\":[1.5]} | Malformed request: invalid value 1.5 of join key 'user_id': expected INT64",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"payments\",\"entity_id\":[1]} | Malformed request: unknown field 'entity_id'; did you mean entity_ids?",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"pairs\",\"entity_ids\":[{\"user_id\":1}]} | Malformed request: entity id {\"user_id\":1} lacks join key 'shop'",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"pairs\",\"entity_ids\":[1]} | Malformed request: entity id 1 must be an object with [user_id, shop]",
                "400 | MALFORMED_REQUEST | {\"feature_group\":\"payments\",\"feature_group\":\"pairs\",\"entity_ids\":[1]} | Malformed request: the body is not JSON at line 1",
                "400 | INVALID_ARGUMENT | {\"feature_group\":\"archive\",\"entity_ids\":[1]} | Feature group 'archive' is not kept online",
                "413 | TOO_MANY_ENTITIES | {\"feature_group\":\"payments\",\"entity_ids\":[1,2,3,4,5,6,7,8,9,10,11]} | 11 entity ids in one request; at most 10",
            })
    void aMistakeIsAnsweredInOneShape(int status, String code, String body, String message) throws Exception {
        HttpResponse<String> response = post("/features/online", body);

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = json(response.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).startsWith(message);
        assertThat(error.path("request_id").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /features/online, 405, METHOD_NOT_ALLOWED",
        "POST, /feature-groups, 405, METHOD_NOT_ALLOWED",
        "GET, /nowhere, 404, NOT_FOUND",
        "GET, /feature-groups/paymnts, 404, UNKNOWN_FEATURE_GROUP",
    })
    void pathsAndMethodsThatAreNotThereAreAnsweredInTheSameShape(String method, String path, int status, String code)
            throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response.body()).at("/error/code").asText()).isEqualTo(code);
    }

    @Test
    void anotherContentTypeAndTooLargeABodyAreRefused() throws Exception {
        HttpResponse<String> xml = send(HttpRequest.newBuilder(uri("/features/online"))
                .header("Content-Type", "application/xml")
                .POST(HttpRequest.BodyPublishers.ofString("<a/>")));
        HttpResponse<String> large = post("/features/online", " ".repeat(5_000));

        assertThat(xml.statusCode()).isEqualTo(415);
        assertThat(json(xml.body()).at("/error/code").asText()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(json(large.body()).at("/error/code").asText()).isNotEmpty();
    }

    @Test
    void theRequestIdOfTheClientComesBack() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/feature-groups/nothing"))
                .header("X-Request-Id", "abc-1")
                .GET());

        assertThat(response.headers().firstValue("X-Request-Id")).contains("abc-1");
        assertThat(json(response.body()).at("/error/request_id").asText()).isEqualTo("abc-1");
    }

    @Test
    void declaredGroupsAreListedAndDescribed() throws Exception {
        assertThat(json(get("/feature-groups").body()).findValuesAsText("name"))
                .containsExactly("archive", "pairs", "payments");
        JsonNode group = json(get("/feature-groups/payments").body());
        assertThat(group.path("version").asInt()).isEqualTo(1);
        assertThat(group.at("/features/0/name").asText()).isEqualTo("amount");
        assertThat(group.at("/entity/join_keys/0/type").asText()).isEqualTo("INT64");
        assertThat(group.path("time_to_live").asText()).isEqualTo("PT1H");
    }

    @Test
    void healthAndMetricsTellHowItGoes() throws Exception {
        ask("{\"feature_group\": \"payments\", \"entity_ids\": [1, 2]}");

        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(json(get("/health/ready").body()).path("status").asText()).isEqualTo("UP");
        assertThat(get("/metrics").body())
                .contains("tidemark_entities_total")
                .contains("tidemark_features_total{")
                .contains("route=\"/features/online\"");
    }

    @Test
    void theOpenApiDocumentNamesExactlyTheRoutesAndStatusesThatThereAre() throws Exception {
        JsonNode document = json(get("/openapi.json").body());

        assertThat(document.path("paths").fieldNames())
                .toIterable()
                .containsExactly(
                        "/",
                        "/features/online",
                        "/features/online/{group}/{entity}",
                        "/features/push",
                        "/get-online-features",
                        "/push",
                        "/write-to-online-store",
                        "/feature-groups",
                        "/feature-groups/{name}",
                        "/feature-services",
                        "/feature-services/{name}",
                        "/health/live",
                        "/health/ready",
                        "/metrics",
                        "/openapi.json");
        for (var path : document.path("paths").properties()) {
            if (path.getKey().matches("/push|/features/push|/write-to-online-store")) {
                // This server has no outbox: TestPush looks at it.
                continue;
            }
            String address = path.getKey()
                    .replace("{name}", "payments")
                    .replace("{group}", "payments")
                    .replace("{entity}", "17");
            for (var operation : path.getValue().properties()) {
                assertThat(operation.getValue().path("responses").fieldNames())
                        .toIterable()
                        .as(address)
                        .contains("200", "400", "404", "405", "408", "413", "414", "431", "500", "503", "505");
                HttpResponse<String> response = operation.getKey().equals("get")
                        ? get(address)
                        : post(
                                address,
                                address.equals("/features/online")
                                        ? "{\"feature_group\": \"payments\", \"entity_ids\": [1]}"
                                        : "{\"features\": [\"payments:amount\"], \"entities\": {\"user_id\": [1]}}");
                assertThat(response.statusCode()).as(address).isEqualTo(200);
                JsonNode schema = operation.getValue().at("/responses/200/content/application~1json/schema");
                String reference = schema.path("$ref").asText("");
                JsonNode resolved = reference.isEmpty() ? schema : document.at(reference.substring(1));
                for (JsonNode field : resolved.path("required")) {
                    assertThat(json(response.body()).has(field.asText()))
                            .as("%s: %s", address, field)
                            .isTrue();
                }
            }
        }
        JsonNode statuses = document.at(
                "/components/schemas/OnlineAnswer/properties/statuses/additionalProperties/additionalProperties/enum");
        assertThat(statuses)
                .map(JsonNode::asText)
                .isEqualTo(Stream.of(Status.values()).map(Enum::name).toList());
    }

    @Test
    void noClassOfSparkIsOnTheClassPath() {
        for (String name : List.of(
                "org.apache.spark.sql.SparkSession",
                "org.apache.hadoop.fs.Path",
                "scala.Option",
                "org.apache.iceberg.Table")) {
            assertThat(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"))
                    .as(name)
                    .isNull();
        }
    }

    private static dev.tidemark.feature.FeatureGroupBuilder group(String name, Entity entity) {
        return FeatureGroups.of(name, entity)
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("amount", ScalarType.FLOAT64, "amount")
                .feature("visits", ScalarType.INT64, "visits")
                .feature("tags", FeatureType.listOf(ScalarType.STRING), "tags")
                .sql("SELECT 1")
                .online();
    }

    private void write(FeatureGroup group, EntityKey key, Double amount, Long visits, List<String> tags, Instant at) {
        store.write(group, List.of(new FeatureRow(key, at, at, Arrays.asList(amount, visits, tags))));
    }

    private JsonNode ask(String question) throws Exception {
        HttpResponse<String> response = post("/features/online", question);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }
}
