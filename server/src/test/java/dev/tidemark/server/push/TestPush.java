package dev.tidemark.server.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Rows that applications push, over real HTTP. */
final class TestPush {
    private static final String ASK = """
            {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}], "features": ["visits"]}""";
    private static final String ROW = """
            {"user_id": 17, "shop": "a", "event_timestamp": "2026-03-01T11:59:00Z", "visits": %d}""";

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

    @Test
    void pushedRowsAreServedAtOnceWithEveryTypeAsItWasSent() throws Exception {
        HttpResponse<byte[]> response = fixture.push("""
                {"feature_group": "visits", "rows": [
                  {"user_id": "17", "shop": "a", "event_timestamp": "2026-03-01T11:59:00Z", "created_at": "2026-03-01T11:59:01Z",
                   "visits": 9007199254740993, "amount": "NaN", "small": -3, "half": 0.1, "flag": true, "name": "é",
                   "raw": "AP9/", "since": "1969-12-31T23:59:59.999999Z", "tags": ["x", null, ""]},
                  {"user_id": 18, "shop": "a", "event_timestamp": "2026-03-01T11:59:00Z", "amount": 2, "name": null}]}""");

        JsonNode receipt = ServerFixture.json(response.body());
        assertThat(response.statusCode()).as(receipt.toString()).isEqualTo(200);
        assertThat(receipt.path("push_id").isIntegralNumber()).isTrue();
        assertThat(receipt.toString())
                .contains("\"feature_group\":\"visits\"")
                .contains("\"rows\":2,\"online\":\"WRITTEN\",\"accepted_at\":\"2026-03-01T11:59:59Z\"");
        JsonNode answer = fixture.ask("""
                {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}, {"user_id": 18, "shop": "a"}]}""");
        assertThat(answer.path("features")).isEqualTo(ServerFixture.json("""
                {"17:a": {"visits": 9007199254740993, "amount": "NaN", "small": -3, "half": 0.1, "flag": true, "name": "é",
                          "raw": "AP9/", "since": "1969-12-31T23:59:59.999999Z", "tags": ["x", null, ""]},
                 "18:a": {"visits": null, "amount": 2.0, "small": null, "half": null, "flag": null, "name": null,
                          "raw": null, "since": null, "tags": null}}"""));
    }

    @Test
    void messagePackMeansTheSameWithInstantsInMicrosecondsAndBytesAsBytes() throws Exception {
        HttpResponse<byte[]> response = fixture.post(
                "/features/push", packed(), "Content-Type", "application/msgpack", "Accept", "application/json");

        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        assertThat(ServerFixture.json(response.body()).path("online").asText()).isEqualTo("WRITTEN");
        JsonNode answer = fixture.ask("""
                {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}], "features": ["raw", "since", "half"]}""");
        assertThat(answer.path("features")).isEqualTo(ServerFixture.json("""
                {"17:a": {"raw": "AQI=", "since": "1970-01-01T00:00:00.000007Z", "half": 0.5}}"""));
        assertThat(fixture.post("/features/push", packed(), "Content-Type", "application/msgpack")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("application/msgpack");
    }

    private static byte[] packed() throws Exception {
        MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
        packer.packMapHeader(2).packString("feature_group").packString("visits");
        packer.packString("rows").packArrayHeader(1).packMapHeader(6);
        packer.packString("user_id").packLong(17).packString("shop").packString("a");
        packer.packString("event_timestamp").packLong(PushFixture.NOW.getEpochSecond() * 1_000_000);
        packer.packString("raw").packBinaryHeader(2).writePayload(new byte[] {1, 2});
        packer.packString("since").packLong(7).packString("half").packFloat(0.5f);
        return packer.toByteArray();
    }

    @Test
    void pushedRowAheadIsServedWhenItsTimeHasComeAndTheOlderOneUntilThen() throws Exception {
        String question = """
                {"feature_group": "visits", "entity_ids": [{"user_id": 17, "shop": "a"}], "features": ["visits"]}""";
        assertThat(fixture.push(rows("""
                {"user_id": 17, "shop": "a", "event_timestamp": "2026-03-01T12:02:00Z", "visits": 9}""")).statusCode()).isEqualTo(200);
        assertThat(fixture.ask(question).at("/features/17:a/visits").isNull()).isTrue();
        fixture.push(rows("""
                {"user_id": 17, "shop": "a", "event_timestamp": "2026-03-01T11:58:00Z", "visits": 4}"""));

        assertThat(fixture.ask(question).at("/features/17:a/visits").asLong()).isEqualTo(4);
        fixture.now = Instant.parse("2026-03-01T12:01:59.999999Z");
        assertThat(fixture.ask(question).at("/features/17:a/visits").asLong()).isEqualTo(4);
        fixture.now = Instant.parse("2026-03-01T12:02:00Z");
        assertThat(fixture.ask(question).at("/features/17:a/visits").asLong()).isEqualTo(9);
    }

    @Test
    void anOlderRowThanTheOneThatIsServedChangesNothingOnline() throws Exception {
        fixture.push(rows(ROW.formatted(5)));
        assertThat(fixture.push(rows("""
                        {"user_id": 17, "shop": "a", "event_timestamp": "2026-03-01T11:58:59Z", "visits": 4}""")).statusCode()).isEqualTo(200);

        assertThat(visits()).isEqualTo(5);
        assertThat(fixture.taken()).isEqualTo(2);
    }

    @Test
    void aRepeatedRequestIsAnsweredAgainAndTakenOnce() throws Exception {
        HttpResponse<byte[]> first = fixture.push(rows(ROW.formatted(5)), "Idempotency-Key", "k-1");
        HttpResponse<byte[]> again = fixture.push("""
                {"idempotency_key": "k-1", "rows": [%s], "feature_group": "visits"}""".formatted(ROW.formatted(5)));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(fixture.taken()).isEqualTo(1);

        HttpResponse<byte[]> other = fixture.push(rows(ROW.formatted(6)), "Idempotency-Key", "k-1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(new String(other.body(), StandardCharsets.UTF_8))
                .contains("IDEMPOTENCY_KEY_REUSED")
                .contains("'k-1' belongs to other rows of feature group 'visits'");
        assertThat(visits()).isEqualTo(5);
    }

    @Test
    void manyWhoSendTheSameRequestAtOnceGetTheSameAnswer() throws Exception {
        List<Callable<HttpResponse<byte[]>>> sends = new ArrayList<>();
        for (int number = 0; number < 24; number++) {
            String key = "k-" + number % 3;
            sends.add(() -> fixture.push(rows(ROW.formatted(5)), "Idempotency-Key", key));
        }
        List<String> answers = new ArrayList<>();
        int replays = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<HttpResponse<byte[]>> answer : threads.invokeAll(sends)) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                replays +=
                        answer.get().headers().firstValue("Idempotent-Replayed").isPresent() ? 1 : 0;
                answers.add(new String(answer.get().body(), StandardCharsets.UTF_8));
            }
        }

        assertThat(answers.stream().distinct()).hasSize(3);
        assertThat(replays).as("all but the three that were taken").isEqualTo(21);
        assertThat(fixture.taken()).isEqualTo(3);
    }

    @Test
    void whileTheOnlineStoreIsAwayRowsAreTakenAsPendingAndWrittenWhenItIsBack() throws Exception {
        fixture.down = true;
        HttpResponse<byte[]> pending = fixture.push(rows(ROW.formatted(5)), "Idempotency-Key", "k");
        HttpResponse<byte[]> again = fixture.push(rows(ROW.formatted(5)), "Idempotency-Key", "k");

        assertThat(pending.statusCode()).isEqualTo(202);
        assertThat(ServerFixture.json(pending.body()).path("online").asText()).isEqualTo("PENDING");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(pending.body());
        fixture.down = false;

        awaitVisits(5);
        assertThat(fixture.push(rows(ROW.formatted(5)), "Idempotency-Key", "k").statusCode())
                .isEqualTo(200);
        assertThat(fixture.taken()).isEqualTo(1);
    }

    /** Such as a key that holds another type, which the next full sync mends. */
    @Test
    void whateverKeepsTakenRowsFromTheOnlineStoreTheCallerIsToldThatTheyAreTaken() throws Exception {
        fixture.downBecause = ErrorCode.CORRUPT_VALUE;
        fixture.down = true;
        assertThat(fixture.push(rows(ROW.formatted(5))).statusCode()).isEqualTo(202);
        fixture.down = false;

        awaitVisits(5);
    }

    @Test
    void theListOfGroupsTellsWhichTakePushedRows() throws Exception {
        JsonNode groups = fixture.get("/feature-groups").path("feature_groups");

        assertThat(groups)
                .extracting(
                        group -> group.path("name").asText(),
                        group -> group.path("pushable").asBoolean())
                .containsExactly(tuple("archive", false), tuple("served", false), tuple("visits", true));
        assertThat(fixture.get("/feature-groups/visits").path("pushable").asBoolean())
                .isTrue();
    }

    @Test
    void whatAServerTookAndDidNotWriteBeforeItDiedIsWrittenByAnother() throws Exception {
        fixture.down = true;
        fixture.push(rows(ROW.formatted(7)));
        fixture.server.close();
        fixture.down = false;

        try (FeatureServer other = fixture.start()) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!fixture.outbox.undelivered(PushFixture.NOW, 0, 1).isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(other.port()).isPositive();
        }

        assertThat(fixture.outbox.undelivered(PushFixture.NOW, 0, 1)).isEmpty();
        assertThat(fixture.store.stored("visits", "memory").next()).hasSize(1);
    }

    @Test
    void ofARequestWithOneWrongRowNothingIsTaken() throws Exception {
        HttpResponse<byte[]> refused = fixture.push(
                rows(ROW.formatted(5) + ", " + ROW.replace("17", "\"x\"").formatted(6)));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(fixture.taken()).isZero();
        assertThat(fixture.ask(ASK).at("/metadata/found").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                              | 400 | the body must be an object
            {"feature_group": "visits"}                     | 400 | 'rows' must be a list of at least one row
            {"feature_group": "visits", "rows": []}         | 400 | 'rows' must be a list of at least one row
            {"feature_group": "visits", "rows": [1]}        | 400 | row 0 must be an object of values by name
            {"feature_group": "visits", "row": [1]}         | 400 | unknown field 'row'; did you mean rows
            {"feature_group": 1, "rows": [{}]}              | 400 | 'feature_group' must be the name of a feature group
            {"feature_group": "visit", "rows": [{}]}        | 404 | No feature group 'visit'; did you mean visits
            {"feature_group": "archive", "rows": [{}]}      | 400 | Feature group 'archive' takes no pushed rows; its definition must say pushable()
            {"feature_group": "served", "rows": [{}]}       | 400 | Feature group 'served' takes no pushed rows; its definition must say pushable()
            {"feature_group": "visits", "rows": [{}]}       | 400 | row 0 lacks join key 'user_id'
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": null}]} | 400 | row 0 lacks join key 'shop'
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": 1}]}    | 400 | row 0, join key 'shop': invalid value '1': expected STRING
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "\\ud800"}]}       | 400 | join key 'shop'
            {"feature_group": "visits", "rows": [{"user_id": 1.5, "shop": "a"}]}           | 400 | row 0, join key 'user_id': invalid value '1.5': expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a"}]}             | 400 | row 0 lacks 'event_timestamp'
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01"}]}     | 400 | row 0, 'event_timestamp': invalid instant '2026-03-01': expected one such as 2026-03-01T12:00:00Z
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": 1772366400}]}       | 400 | invalid instant '
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "-0001-01-01T00:00:00Z"}]} | 400 | invalid instant '
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:05:00.000001Z"}]} | 400 | ahead of the server's clock
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "created_at": "2026-03-01T12:06:00Z"}]} | 400 | row 0, 'created_at': 2026-03-01T12:06:00Z lies more than
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "vists": 1}]} | 400 | row 0: feature group 'visits' has no 'vists'; did you mean visits
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": "many"}]} | 400 | row 0, feature 'visits': invalid value 'many': expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 9223372036854775808}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "small": 2147483648}]} | 400 | : expected INT32
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "half": 1e39}]} | 400 | : expected FLOAT32
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "amount": 1e400}]} | 400 | row 0, feature 'amount': invalid value '1E+400': expected FLOAT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "amount": -1e400}]} | 400 | : expected FLOAT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "half": 1e400}]} | 400 | : expected FLOAT32
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "amount": 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000}]} | 400 | : expected FLOAT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "half": 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000}]} | 400 | : expected FLOAT32
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 9007199254740993.0}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 9007199254740992.0}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 4503599627370497.2}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 1.00000000000000000001}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": "١"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "since": "2026-02-30T00:00:00Z"}]} | 400 | : expected TIMESTAMP
            {"feature_group": "visits", "rows": [{"user_id": 9007199254740993.0, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": -9007199254740992.0, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": "١", "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": "1.0", "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": [{"user_id": " 1", "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z"}]} | 400 | : expected INT64
            {"feature_group": "visits", "rows": []} [] | 400 | more follows behind its end
            {"feature_group": "visits", "rows": [01]} | 400 | the body is not JSON at line 1
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "amount": "2"}]} | 400 | : expected FLOAT64
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "flag": 1}]} | 400 | : expected BOOL
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "raw": "?"}]} | 400 | : expected BYTES
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "since": true}]} | 400 | : expected TIMESTAMP
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "tags": "x"}]} | 400 | : expected LIST<STRING>
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "tags": ["x", 7]}]} | 400 | : expected LIST<STRING>
            {"feature_group": "visits", "rows": [{"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 1}, {"user_id": 1, "shop": "a", "event_timestamp": "2026-03-01T12:00:00Z", "visits": 2}]} | 400 | row 1 has the entity and the times of an earlier row
            {"feature_group": "visits", "rows": [{}, {}, {}, {}, {}, {}]}   | 413 | 6 rows in one request; at most 5
            {"feature_group": "visits", "rows": [{}], "idempotency_key": ""}     | 400 | must have 1 to 128 visible ASCII characters
            {"feature_group": "visits", "rows": [{}], "idempotency_key": 1}      | 400 | 'idempotency_key' must be a text
            {"feature_group": "visits", "rows": [{}                              | 400 | the body is not JSON
            """)
    void aWrongRequestIsToldWhatIsWrongAndWhere(String body, int status, String message) throws Exception {
        HttpResponse<byte[]> response = fixture.push(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(ServerFixture.json(response.body()).at("/error/message").asText())
                .contains(message);
        assertThat(fixture.taken()).isZero();
    }

    /** What names no field to a user, and no class of the libraries within. */
    @Test
    void aRefusalIsShortWhateverIsSentAndTellsNothingOfTheInside() throws Exception {
        String control = "\\u0001".repeat(600);
        List<String> bodies = List.of(
                "{\"feature_group\": \"%s\", \"rows\": [{}]}".formatted(control),
                "{\"%s\": 1}".formatted(control),
                rows("{\"user_id\": 1, \"shop\": [\"%s\"]}".formatted(control)),
                rows("{\"user_id\": \"%s\"}".formatted(control)),
                rows("{\"%s\": 1}".formatted(control)),
                "{\"feature_group\": \"visits\", \"rows\": [{}], \"idempotency_key\": \"%s\"}".formatted(control),
                "{\"rows\": NaN}",
                "{\"rows\": [1}",
                "{\"rows\": 'a'}",
                "{\"rows\": " + "[".repeat(2_000),
                "{\"rows\": " + "1".repeat(2_000) + "}",
                "{} {}");
        for (String body : bodies) {
            for (String path : List.of("/features/push", "/features/online", "/push", "/get-online-features")) {
                HttpResponse<byte[]> response = fixture.post(path, body.getBytes(StandardCharsets.UTF_8));

                String answer = new String(response.body(), StandardCharsets.UTF_8);
                assertThat(response.statusCode()).as(answer).isBetween(400, 404);
                assertThat(answer).hasSizeLessThan(1_200);
                assertThat(answer).doesNotContain("fasterxml", "Feature.", "READ", "java.", "`", "Source", "Stream");
            }
        }
    }

    @Test
    void messagePackSaysWhereAValueIsOfNoUseAndWhatToSend() throws Exception {
        assertThat(refusal(
                        packed(packer -> packer.packString("visits").packBigInteger(java.math.BigInteger.TWO.pow(63)))))
                .isEqualTo(
                        "Malformed request: row 0, feature 'visits': invalid value '9223372036854775808': expected INT64");
        assertThat(refusal(packed(packer -> packer.packString("raw")
                        .packExtensionTypeHeader((byte) 5, 1)
                        .writePayload(new byte[1]))))
                .startsWith(
                        "Malformed request: the body's MessagePack cannot be read: at 'rows[0].raw' is an extension of type 5; send");
        assertThat(refusal(packed(packer -> packer.packString("name").packTimestamp(PushFixture.NOW))))
                .isEqualTo(
                        "Malformed request: row 0, feature 'name': invalid value '2026-03-01T12:00:00Z': expected STRING");
    }

    @Test
    void messagePacksOwnTimestampsAreInstants() throws Exception {
        byte[] body = packed(packer -> packer.packString("since").packTimestamp(PushFixture.NOW.plusNanos(1_000)));

        assertThat(fixture.post("/features/push", body, "Content-Type", "application/msgpack")
                        .statusCode())
                .isEqualTo(200);

        assertThat(fixture.ask(ASK.replace("[\"visits\"]", "[\"since\"]"))
                        .at("/features/17:a/since")
                        .asText())
                .isEqualTo("2026-03-01T12:00:00.000001Z");
    }

    /** One more field of a row that is right without it. */
    @FunctionalInterface
    private interface More {
        void pack(MessageBufferPacker packer) throws Exception;
    }

    private static byte[] packed(More more) throws Exception {
        MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
        packer.packMapHeader(2).packString("feature_group").packString("visits");
        packer.packString("rows").packArrayHeader(1).packMapHeader(4);
        packer.packString("user_id").packLong(17).packString("shop").packString("a");
        packer.packString("event_timestamp").packTimestamp(PushFixture.NOW);
        more.pack(packer);
        return packer.toByteArray();
    }

    private String refusal(byte[] body) throws Exception {
        HttpResponse<byte[]> response = fixture.post(
                "/features/push", body, "Content-Type", "application/msgpack", "Accept", "application/json");
        assertThat(response.statusCode()).isEqualTo(400);
        return ServerFixture.json(response.body()).at("/error/message").asText();
    }

    @Test
    void otherMethodsTypesKeysAndSizesAreRefused() throws Exception {
        assertThat(fixture.push("{}", "Content-Type", "text/csv").statusCode()).isEqualTo(415);
        assertThat(fixture.push(" ".repeat(5_000)).statusCode()).isEqualTo(413);
        assertThat(fixture.push(
                                "{\"feature_group\": \"visits\", \"rows\": [{}], \"idempotency_key\": \"a\"}",
                                "Idempotency-Key",
                                "b")
                        .statusCode())
                .isEqualTo(400);
        assertThat(fixture.push("\u0001", "Content-Type", "application/msgpack").statusCode())
                .isEqualTo(400);
    }

    @Test
    void rowsThatCannotBeKeptAreNotTaken() throws Exception {
        fixture.database.close();

        HttpResponse<byte[]> refused = fixture.push(rows(ROW.formatted(5)));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("METADATA_UNAVAILABLE");
        assertThat(fixture.ask(ASK).at("/metadata/found").asInt(-1)).isZero();
    }

    /** As one does whose machine hangs: connections are not refused, they just do not answer. */
    @Test
    void aMetadataDatabaseThatHangsStopsPushesSoonAndNoRead() throws Exception {
        try (PushFixture hanging =
                new PushFixture(folder.resolve("hanging"), PushFixture.config(Duration.ofMillis(200)))) {
            assertThat(hanging.push(rows(ROW.formatted(5))).statusCode()).isIn(200, 503);
            List<Connection> held = new ArrayList<>();
            long start = System.nanoTime();
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                for (int connection = hanging.database.config().poolSize(); connection > 0; connection--) {
                    held.add(hanging.database.dataSource().getConnection());
                }
                List<Future<HttpResponse<byte[]>>> pushes = new ArrayList<>();
                for (int number = 0; number < 16; number++) {
                    pushes.add(threads.submit(() -> hanging.push(rows(ROW.formatted(6)))));
                }
                for (Future<HttpResponse<byte[]>> push : pushes) {
                    assertThat(new String(push.get().body(), StandardCharsets.UTF_8))
                            .contains("METADATA_UNAVAILABLE");
                }
                assertThat(hanging.ask(ASK).path("metadata").isMissingNode()).isFalse();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            } finally {
                for (Connection connection : held) {
                    connection.close();
                }
            }
            int status;
            do {
                status = hanging.push(rows(ROW.formatted(7))).statusCode();
            } while (status == 503
                    && System.nanoTime() - start < Duration.ofSeconds(60).toNanos());
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void theOpenApiDocumentNamesTheAnswersThatThereAre() throws Exception {
        JsonNode push = fixture.openApi().at("/paths/~1features~1push/post");
        JsonNode schema = fixture.openApi().at("/components/schemas/PushAnswer");
        JsonNode answer =
                ServerFixture.json(fixture.push(rows(ROW.formatted(5))).body());

        assertThat(push.path("responses").fieldNames())
                .toIterable()
                .containsExactly(
                        "200", "202", "400", "404", "405", "408", "413", "414", "415", "422", "431", "500", "503",
                        "505");
        assertThat(schema.path("properties").fieldNames()).toIterable().containsExactlyElementsOf(answer::fieldNames);
        assertThat(fixture.openApi()
                        .at("/components/schemas/PushRequest/properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("feature_group", "rows", "idempotency_key");
    }

    private static String rows(String rows) {
        return "{\"feature_group\": \"visits\", \"rows\": [%s]}".formatted(rows);
    }

    private long visits() throws Exception {
        return fixture.ask(ASK).at("/features/17:a/visits").asLong(-1);
    }

    private void awaitVisits(long wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (visits() != wanted && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(visits()).isEqualTo(wanted);
    }
}
