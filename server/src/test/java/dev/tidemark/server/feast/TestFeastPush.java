package dev.tidemark.server.feast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.push.PushFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as Feast's clients push them. */
final class TestFeastPush {
    private static final String DF = """
            "df": {"user_id": [17, 18], "shop": ["a", "a"], "visits": [5, null],
                   "event_timestamp": ["2026-03-01 11:59:00.000001", "2026-03-01T12:59:00+01:00"]}""";

    @TempDir
    Path folder;

    private PushFixture fixture;

    @BeforeEach
    void start() {
        fixture = new PushFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"allow_registry_cache\": true",
                "\"to\": \"online\", \"transform_on_write\": true",
                "\"to\": \"online_and_offline\""
            })
    void columnsBecomeRowsThatAreOnlineAndOnTheirWayToTheTable(String more) throws Exception {
        HttpResponse<byte[]> response = push("/push", "{\"push_source_name\": \"visits\", %s, %s}".formatted(more, DF));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("null");
        assertThat(response.headers().firstValue("X-Tidemark-Online")).contains("WRITTEN");
        JsonNode answer = ask();
        assertThat(answer.path("features")).isEqualTo(ServerFixture.json("""
                {"17:a": {"visits": 5}, "18:a": {"visits": null}}"""));
        assertThat(answer.path("event_timestamps")).isEqualTo(ServerFixture.json("""
                {"17:a": "2026-03-01T11:59:00.000001Z", "18:a": "2026-03-01T11:59:00Z"}"""));
        assertThat(fixture.taken()).isEqualTo(1);
    }

    /** Feast's documents send it so, and its server does not look at the type. */
    @Test
    void whatCurlSendsByItselfIsTakenAsJson() throws Exception {
        HttpResponse<byte[]> response = push(
                "/push",
                "{\"push_source_name\": \"visits\", %s}".formatted(DF),
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(ask().at("/metadata/found").asInt(-1)).isEqualTo(2);
        assertThat(fixture.push("{}", "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void aPushToTheOfflineStoreIsNotOnlineAtOnce() throws Exception {
        HttpResponse<byte[]> response =
                push("/push", "{\"push_source_name\": \"visits\", \"to\": \"offline\", %s}".formatted(DF));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Tidemark-Online")).contains("PENDING");
        assertThat(fixture.taken()).isEqualTo(1);
        assertThat(fixture.outbox.undelivered(PushFixture.NOW, 0, 10)).isEmpty();
        assertThat(ask().at("/metadata/found").asInt(-1)).isZero();
    }

    /** As Feast's remote online store writes: its times have no zone, and {@code created} may be null. */
    @Test
    void theRemoteOnlineStoresWritesAreTaken() throws Exception {
        HttpResponse<byte[]> response = push("/write-to-online-store", """
                {"feature_view_name": "visits", "allow_registry_cache": false,
                 "df": {"user_id": [17, 18], "shop": ["a", "a"], "visits": [5, 6], "since": [1767225600, 1.5],
                        "event_timestamp": ["2026-03-01T11:59:00", "2026-03-01T11:59:00.123456"],
                        "created": ["2026-03-01T11:59:30", null]}}""");

        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        JsonNode answer = fixture.ask("""
                {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}, {"user_id": 18, "shop": "a"}],
                 "features": ["visits", "since"]}""");
        assertThat(answer.path("features")).isEqualTo(ServerFixture.json("""
                {"17:a": {"visits": 5, "since": "2026-01-01T00:00:00Z"}, "18:a": {"visits": 6, "since": "1970-01-01T00:00:01.500Z"}}"""));
    }

    /** Lists hold nulls on every path: what Feast's client writes, it reads, and so does the other route. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /push                  | push_source_name
            /write-to-online-store | feature_view_name
            """)
    void listsKeepTheirNulls(String path, String name) throws Exception {
        HttpResponse<byte[]> response = push(path, """
                {"%s": "visits",
                 "df": {"user_id": [17, 18, 19], "shop": ["a", "a", "a"], "tags": [["x", null, ""], [null], []],
                        "event_timestamp": ["2026-03-01T11:59:00", "2026-03-01T11:59:00", "2026-03-01T11:59:00"]}}""".formatted(name));

        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        JsonNode feast = ServerFixture.json(fixture.post("/get-online-features", """
                {"features": ["visits:tags"], "entities": {"user_id": [17, 18, 19], "shop": ["a", "a", "a"]}}""".getBytes(StandardCharsets.UTF_8))
                .body());
        assertThat(feast.at("/results/2/values")).isEqualTo(ServerFixture.json("""
                [["x", null, ""], [null], []]"""));
        assertThat(feast.at("/results/2/statuses")).isEqualTo(ServerFixture.json("""
                ["PRESENT", "PRESENT", "PRESENT"]"""));
        JsonNode own = fixture.ask("""
                {"feature_group": "visits", "features": ["tags"],
                 "entity_ids": [{"user_id": 17, "shop": "a"}, {"user_id": 18, "shop": "a"}, {"user_id": 19, "shop": "a"}]}""");
        assertThat(own.path("features")).isEqualTo(ServerFixture.json("""
                {"17:a": {"tags": ["x", null, ""]}, "18:a": {"tags": [null]}, "19:a": {"tags": []}}"""));
    }

    @Test
    void whileTheOnlineStoreIsAwayRowsAreTakenAndTheHeaderSaysSo() throws Exception {
        fixture.down = true;

        HttpResponse<byte[]> response = push("/push", "{\"push_source_name\": \"visits\", %s}".formatted(DF));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Tidemark-Online")).contains("PENDING");
        assertThat(fixture.outbox.undelivered(PushFixture.NOW, 0, 10)).hasSize(1);
    }

    @Test
    void whatWasTakenForTheTableIsCalledOnlineOnceItIs() throws Exception {
        String body = "{\"push_source_name\": \"visits\", \"to\": \"%s\", " + DF + "}";
        assertThat(online(push("/push", body.formatted("offline"), "Idempotency-Key", "k")))
                .contains("PENDING");

        fixture.down = true;
        assertThat(online(push("/push", body.formatted("online"), "Idempotency-Key", "k")))
                .contains("PENDING");
        fixture.down = false;
        HttpResponse<byte[]> again = push("/push", body.formatted("online"), "Idempotency-Key", "k");

        assertThat(online(again)).contains("WRITTEN");
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(ask().at("/metadata/found").asInt(-1)).isEqualTo(2);
        assertThat(online(push("/push", body.formatted("offline"), "Idempotency-Key", "k")))
                .contains("WRITTEN");
        assertThat(fixture.taken()).isEqualTo(1);
    }

    private static java.util.Optional<String> online(HttpResponse<byte[]> response) {
        return response.headers().firstValue("X-Tidemark-Online");
    }

    @Test
    void aKeyOfIdempotencyCountsHereToo() throws Exception {
        String body = "{\"push_source_name\": \"visits\", %s}".formatted(DF);
        push("/push", body, "Idempotency-Key", "k");
        push("/push", body, "Idempotency-Key", "k");

        assertThat(fixture.taken()).isEqualTo(1);
        assertThat(push("/push", body.replace("[5, null]", "[6, 6]"), "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                       | 400 | 'push_source_name' must be the name of a feature group
            {"push_source_name": "visit", "df": {"a": [1]}}          | 404 | did you mean visits
            {"push_source_name": "archive", "df": {"user_id": [1]}}  | 400 | takes no pushed rows
            {"push_source_name": "visits"}                           | 400 | 'df' must be an object with a list of values per column
            {"push_source_name": "visits", "df": {}}                 | 400 | 'df' must be an object with a list of values per column
            {"push_source_name": "visits", "df": {"user_id": []}}    | 400 | at least one row
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a", "b"]}} | 400 | 'df' must have a list of 1 values for 'shop'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": "a"}}        | 400 | 'df' must have a list of 1 values for 'shop'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"]}}      | 400 | row 0 lacks 'event_timestamp'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["noon"]}}          | 400 | invalid instant 'noon'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": [1e300]}}           | 400 | invalid instant '
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2026-03-01T00:00:00"], "vists": [1]}} | 400 | did you mean visits
            {"push_source_name": "visits", "to": "nowhere", "df": {"user_id": [1]}}    | 400 | 'to' is "nowhere"; allowed: online, offline, online_and_offline
            {"push_source_name": "visits", "to": null, "df": {"user_id": [1]}}         | 400 | 'to' is null; allowed: online, offline, online_and_offline
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2025-02-30 00:00:00"]}} | 400 | invalid instant '2025-02-30 00:00:00'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2025-04-31 24:00:00"]}} | 400 | invalid instant '
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": [1e999999999]}}           | 400 | invalid instant '
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2025-02-03 00:00:00"], "since": ["2025-02-30 00:00:00"]}} | 400 | feature 'since'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2025-02-03 00:00:00"], "created": ["2025-02-03 00:00:00"], "created_timestamp": [null]}} | 400 | two columns of 'df' say 'created_at'
            {"push_source_name": "visits", "df": {"user_id": [1], "shop": ["a"], "event_timestamp": ["2025-02-03 00:00:00"], "created_at": ["2025-02-03 00:00:00"], "created": [null]}} | 400 | two columns of 'df' say 'created_at'
            {"push_source_name": "visits", "df": {"user_id": [1, 2, 3, 4, 5, 6]}}      | 413 | at most 5
            """)
    void aWrongPushIsToldWhatIsWrong(String body, int status, String message) throws Exception {
        HttpResponse<byte[]> response = push("/push", body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(ServerFixture.json(response.body()).at("/error/message").asText())
                .contains(message);
        assertThat(fixture.taken()).isZero();
    }

    @Test
    void theOpenApiDocumentHasBothRoutes() throws Exception {
        for (String path : new String[] {"/paths/~1push/post", "/paths/~1write-to-online-store/post"}) {
            assertThat(fixture.openApi().at(path).path("responses").fieldNames())
                    .toIterable()
                    .containsExactly(
                            "200", "400", "404", "405", "408", "413", "414", "415", "422", "431", "500", "503", "505");
        }
    }

    private JsonNode ask() throws Exception {
        return fixture.ask("""
                {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}, {"user_id": 18, "shop": "a"}],
                 "features": ["visits"], "include": ["event_timestamps"]}""");
    }

    private HttpResponse<byte[]> push(String path, String body, String... headers) throws Exception {
        return fixture.post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }
}
