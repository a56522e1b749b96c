package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Fallback;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerConfig;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.time.Microseconds;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is answered where the registry or a part of the store cannot be asked, and that all else is answered as ever.
 */
final class TestFallbacks {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Entity USER = Entity.of("user", "A user", "user_id", ScalarType.INT64);

    /** One feature with each way to fall back; {@code label} has none. */
    private static final FeatureGroup RISK = group("risk")
            .feature("score", ScalarType.FLOAT64, "a score")
            .fallback(Fallback.value(0.5))
            .feature("visits", ScalarType.INT64, "visits")
            .fallback(Fallback.lastKnown(Duration.ofMinutes(10)))
            .feature("label", ScalarType.STRING, "a label")
            .build();

    private static final FeatureGroup EVERY_TYPE = group("every_type")
            .feature("flag", ScalarType.BOOL, "a flag")
            .fallback(Fallback.value(true))
            .feature("small", ScalarType.INT32, "a number")
            .fallback(Fallback.value(-7))
            .feature("large", ScalarType.INT64, "a number")
            .fallback(Fallback.value(Long.MIN_VALUE))
            .feature("single", ScalarType.FLOAT32, "a fraction")
            .fallback(Fallback.value(0.1f))
            .feature("none", ScalarType.FLOAT64, "no number")
            .fallback(Fallback.value(Double.NaN))
            .feature("name", ScalarType.STRING, "a name")
            .fallback(Fallback.value("\u00fc\""))
            .feature("since", ScalarType.TIMESTAMP, "an instant")
            .fallback(Fallback.value(Instant.parse("2026-01-01T00:00:00.5Z")))
            .feature("tags", FeatureType.listOf(ScalarType.STRING), "tags")
            .fallback(Fallback.value(List.of("a", "b")))
            .build();

    /** A store of which some keys cannot be read. */
    private static final class HalfStore implements StoredValues {
        final MemoryOnlineStore whole;
        final Set<String> away = ConcurrentHashMap.newKeySet();
        final Map<String, byte[]> damaged = new ConcurrentHashMap<>();

        HalfStore(MemoryOnlineStore whole) {
            this.whole = whole;
        }

        @Override
        public ReadValues values(List<byte[]> keys) {
            List<byte @Nullable []> values = new ArrayList<>(whole.values(keys).values());
            Map<Integer, FeatureStoreException> failures = new HashMap<>();
            for (int position = 0; position < keys.size(); position++) {
                String key = new String(keys.get(position), StandardCharsets.UTF_8);
                if (away.contains(key)) {
                    values.set(position, null);
                    failures.put(
                            position,
                            new FeatureStoreException(
                                    ErrorCode.ONLINE_STORE_UNAVAILABLE, "the node of " + key + " is away"));
                } else if (damaged.containsKey(key)) {
                    values.set(position, damaged.get(key));
                }
            }
            return new ReadValues(values, failures);
        }

        @Override
        public boolean ping() {
            return true;
        }
    }

    private boolean registryAway;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final HalfStore store = new HalfStore(new MemoryOnlineStore(() -> now));
    private final FeatureServer server = FeatureServer.builder()
            .config(ServerConfig.defaults()
                    .withPort(0)
                    .withMaxEntities(10)
                    .withMaxPayloadBytes(4_096)
                    .withMaxConcurrentRequests(64)
                    .withRegistryRefresh(Duration.ofHours(1))
                    .withWarmUp(Duration.ZERO))
            .definitions(this::registered)
            .store(store)
            .clock(() -> now)
            .start();

    private static dev.tidemark.feature.FeatureGroupBuilder group(String name) {
        return FeatureGroups.of(name, USER)
                .timeToLive(Duration.ofHours(1))
                .source(DataSource.table("a.b").timestamp("t"))
                .sql("SELECT 1")
                .online();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void featuresWithAFallbackAreAnsweredAndMarkedWhileTheStoreIsAway() throws Exception {
        write(1, .9, 3L, "x");
        ask("\"score\", \"visits\"", "1, 2", "");
        store.away.addAll(Set.of("risk:1"));

        JsonNode answer = ask("\"score\", \"visits\"", "1, 2", "");

        assertThat(answer.at("/features").toString())
                .isEqualTo("{\"1\":{\"score\":0.5,\"visits\":3},\"2\":{\"score\":null,\"visits\":null}}");
        assertThat(answer.at("/statuses").toString())
                .isEqualTo("{\"1\":{\"score\":\"DEFAULT\",\"visits\":\"LAST_KNOWN\"},"
                        + "\"2\":{\"score\":\"NOT_FOUND\",\"visits\":\"NOT_FOUND\"}}");
        assertThat(answer.at("/event_timestamps/1").asText()).isEqualTo("2026-03-01T11:59:55Z");
        assertThat(answer.at("/metadata/partial").asBoolean()).isTrue();

        store.away.clear();
        JsonNode again = ask("\"score\", \"visits\"", "1, 2", "");
        assertThat(again.at("/features/1/score").asDouble()).isEqualTo(.9);
        assertThat(again.at("/metadata").has("partial")).isFalse();
    }

    @Test
    void aFeatureWithoutOneFailsTheRequestUnlessItTakesPartialAnswers() throws Exception {
        write(1, .9, 3L, "x");
        write(2, .8, 4L, "y");
        store.away.add("risk:1");

        HttpResponse<String> refused = post("\"score\", \"label\"", "1, 2", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body())
                .contains("The online store does not answer for what was asked; try again")
                .doesNotContain("risk:1");

        JsonNode answer = ask("\"score\", \"label\"", "1, 2", ", \"partial\": true");
        assertThat(answer.at("/features").toString())
                .isEqualTo("{\"1\":{\"score\":0.5,\"label\":null},\"2\":{\"score\":0.8,\"label\":\"y\"}}");
        assertThat(answer.at("/statuses/1").toString()).isEqualTo("{\"score\":\"DEFAULT\",\"label\":\"UNAVAILABLE\"}");
        assertThat(answer.at("/event_timestamps/1").isNull()).isTrue();
        assertThat(answer.at("/metadata/found").asInt()).isEqualTo(1);

        HttpResponse<String> odd = post("\"score\"", "1", ", \"partial\": 1");
        assertThat(odd.body()).contains("'partial' must be true or false, not 1");
    }

    @Test
    void whatIsMissingNullOrTooOldIsNeverReplaced() throws Exception {
        write(1, null, null, "x");
        write(2, .8, 4L, "y");
        now = now.plus(Duration.ofHours(2));
        write(1, null, null, "x");

        JsonNode answer = ask("\"score\", \"visits\"", "1, 2, 3", ", \"partial\": true");

        assertThat(answer.at("/features").toString()).doesNotContain("0.5").doesNotContain("4");
        assertThat(answer.at("/statuses/1/score").asText()).isEqualTo("NULL_VALUE");
        assertThat(answer.at("/statuses/2/visits").asText()).isEqualTo("OUTSIDE_MAX_AGE");
        assertThat(answer.at("/statuses/3/score").asText()).isEqualTo("NOT_FOUND");
    }

    @Test
    void theLastKnownValueIsTheOneOfTheAnswersInstant() throws Exception {
        long base = Microseconds.of(now);
        ChangesToCome changes = ChangesToCome.writer(base)
                .track(1)
                .change(base + 60_000_000, 2L)
                .knownUntil(base + 120_000_000)
                .changes();
        store.whole.write(
                RISK, List.of(new FeatureRow(EntityKey.of(USER, 1L), now, now, Arrays.asList(.9, 3L, "x"), changes)));
        ask("\"visits\"", "1", "");
        store.away.add("risk:1");

        now = now.plusSeconds(60);
        JsonNode answer = ask("\"visits\"", "1", "");
        assertThat(answer.at("/features/1/visits").asLong()).isEqualTo(2);
        assertThat(answer.at("/statuses/1/visits").asText()).isEqualTo("LAST_KNOWN");
        assertThat(answer.at("/event_timestamps/1").asText()).isEqualTo(now.toString());
        now = now.plusSeconds(60);
        assertThat(post("\"visits\"", "1", "").statusCode()).isEqualTo(503);
    }

    @Test
    void theLastKnownValueIsGivenUpToItsAgeAndTheGroupsTimeToLive() throws Exception {
        write(1, .9, 3L, "x");
        ask("\"visits\"", "1", "");
        store.away.add("risk:1");

        now = now.plus(Duration.ofMinutes(10));
        assertThat(ask("\"visits\"", "1", "").at("/features/1/visits").asLong()).isEqualTo(3);
        now = now.plusNanos(1_000);
        assertThat(post("\"visits\"", "1", "").statusCode()).isEqualTo(503);

        store.away.clear();
        now = now.plus(Duration.ofMinutes(45));
        ask("\"visits\"", "1", "");
        store.away.add("risk:1");
        now = now.plus(Duration.ofMinutes(9));
        assertThat(post("\"visits\"", "1", "").statusCode())
                .as("older than the TTL")
                .isEqualTo(503);
    }

    @Test
    void aValueThatIsGoneIsNotKnownAnyMore() throws Exception {
        write(1, .9, 3L, "x");
        ask("\"visits\"", "1", "");
        store.whole.close();
        assertThat(ask("\"visits\"", "1", "").at("/statuses/1/visits").asText()).isEqualTo("NOT_FOUND");
        store.away.add("risk:1");

        assertThat(post("\"visits\"", "1", "").statusCode()).isEqualTo(503);
    }

    @Test
    void aBrokenValueIsAFaultAndNoReasonToFallBack() throws Exception {
        write(2, .8, 4L, "y");
        store.damaged.put("risk:1", new byte[] {1, 2});

        HttpResponse<String> refused = post("\"score\"", "1, 2", "");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("CORRUPT_VALUE").contains("risk:1");

        JsonNode answer = ask("\"score\"", "1, 2", ", \"partial\": true");
        assertThat(answer.at("/statuses/1/score").asText()).isEqualTo("UNAVAILABLE");
        assertThat(answer.at("/features/2/score").asDouble()).isEqualTo(.8);
    }

    @Test
    void aStoredNumberBeyondItsTypeIsUnavailableAndHurtsNoOther() throws Exception {
        write(1, .9, 3L, "x");
        write(2, .8, 4L, "y");
        String stored = HexFormat.of()
                .formatHex(store.whole
                        .values(List.of("risk:1".getBytes(StandardCharsets.UTF_8)))
                        .values()
                        .getFirst());
        String visits = HexFormat.of().formatHex("visits".getBytes(StandardCharsets.UTF_8));
        store.damaged.put(
                "risk:1", HexFormat.of().parseHex(stored.replace(visits + "03", visits + "cfffffffffffffffff")));

        JsonNode answer = ask("\"visits\"", "1, 2", ", \"partial\": true");

        assertThat(answer.at("/statuses/1/visits").asText()).isEqualTo("UNAVAILABLE");
        assertThat(answer.at("/features/2/visits").asLong()).isEqualTo(4);
        HttpResponse<String> refused = post("\"visits\"", "1, 2", "");
        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).contains("CORRUPT_VALUE").contains("risk:1");
    }

    @Test
    void everyTypeHasAFixedValueInBothFormats() throws Exception {
        store.away.add("every_type:1");
        String question = "{\"feature_group\": \"every_type\", \"entity_ids\": [1]}";

        HttpResponse<String> json = send("/features/online", question);
        assertThat(ServerFixture.json(json.body()).at("/features/1")).isEqualTo(ServerFixture.json("""
                {"flag": true, "small": -7, "large": -9223372036854775808, "single": 0.1, "none": "NaN", "name": "\u00fc\\"",
                 "since": "2026-01-01T00:00:00.500Z", "tags": ["a", "b"]}"""));

        byte[] packed = CLIENT.send(
                        request("/features/online", question)
                                .header("Accept", "application/msgpack")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
        JsonNode values = MessagePackAnswers.tree(packed).at("/features/1");
        assertThat(values.path("large").asLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(values.path("none").asDouble()).isNaN();
        assertThat(values.path("since").asLong()).isEqualTo(1_767_225_600_500_000L);
        assertThat(values.path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @Test
    void feastsStatusesStayHonest() throws Exception {
        write(1, .9, 3L, "x");
        String question = "{\"features\": [\"risk:score\", \"risk:visits\"], \"entities\": {\"user_id\": [1]}}";
        send("/get-online-features", question);
        store.away.add("risk:1");

        JsonNode results = ServerFixture.json(
                        send("/get-online-features", question).body())
                .path("results");

        assertThat(results.get(1).toString())
                .isEqualTo(
                        "{\"values\":[0.5],\"statuses\":[\"INVALID\"],\"event_timestamps\":[\"1970-01-01T00:00:00Z\"]}");
        assertThat(results.get(2).toString())
                .isEqualTo(
                        "{\"values\":[3],\"statuses\":[\"PRESENT\"],\"event_timestamps\":[\"2026-03-01T11:59:55Z\"]}");
        String unanswerable = "{\"features\": [\"risk:label\"], \"entities\": {\"user_id\": [1]}}";
        assertThat(send("/get-online-features", unanswerable).statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAndDefinitionsTellOfThem() throws Exception {
        store.away.add("risk:1");
        ask("\"score\"", "1", "");

        String metrics = get("/metrics");
        assertThat(metrics).containsPattern("tidemark_features_total\\{.*status=\"DEFAULT\".*} [1-9]");
        assertThat(metrics).containsPattern("tidemark_partial_answers_total.* [1-9]");
        assertThat(ServerFixture.json(get("/feature-groups/risk"))
                        .at("/features/1/fallback/last_known")
                        .asText())
                .isEqualTo("PT10M");
    }

    @Test
    void theDefinitionsOfTheLastTimeAreServedWhileTheRegistryIsAway() throws Exception {
        write(1, .9, 3L, "x");
        registryAway = true;
        server.refresh();

        assertThat(ask("\"visits\"", "1", "").at("/features/1/visits").asLong()).isEqualTo(3);
    }

    private List<DefinitionVersion> registered() {
        if (registryAway) {
            throw new FeatureStoreException(ErrorCode.METADATA_UNAVAILABLE, "the database is away");
        }
        return Stream.of(RISK, EVERY_TYPE)
                .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
                .toList();
    }

    private void write(long user, @Nullable Double score, @Nullable Long visits, String label) {
        Instant at = now.minusSeconds(5);
        store.whole.write(
                RISK, List.of(new FeatureRow(EntityKey.of(USER, user), at, at, Arrays.asList(score, visits, label))));
    }

    private JsonNode ask(String features, String ids, String more) throws Exception {
        HttpResponse<String> response = post(features, ids, more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ServerFixture.json(response.body());
    }

    private HttpResponse<String> post(String features, String ids, String more) throws Exception {
        return send(
                "/features/online",
                "{\"feature_group\": \"risk\", \"entity_ids\": [%s], \"features\": [%s], \"include\": [\"statuses\", \"event_timestamps\"]%s}"
                        .formatted(ids, features, more));
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        return CLIENT.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
