package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.connection.ConnectionTimeouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** The forms in which one may ask: several groups, MessagePack, gzip, an address. */
final class TestRequestForms {
    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void featuresOfSeveralGroupsOfOneEntityAreOneQuestion() throws Exception {
        fixture.write(ServerFixture.PAYMENTS, user(17), 1.5, 3L, null);
        fixture.write(ServerFixture.LOGINS, user(17), null, 9L, null);
        fixture.write(ServerFixture.LOGINS, user(18), null, 1L, null);

        JsonNode answer = fixture.ask("/features/online", """
                {"features": ["payments:amount", "logins:visits", "payments:visits"], "entity_ids": [17, 18],
                 "include": ["statuses", "event_timestamps"]}""");

        assertThat(answer).isEqualTo(ServerFixture.json("""
                {"features": {"17": {"payments:amount": 1.5, "payments:visits": 3, "logins:visits": 9},
                              "18": {"payments:amount": null, "payments:visits": null, "logins:visits": 1}},
                 "statuses": {"17": {"payments:amount": "PRESENT", "payments:visits": "PRESENT", "logins:visits": "PRESENT"},
                              "18": {"payments:amount": "NOT_FOUND", "payments:visits": "NOT_FOUND", "logins:visits": "PRESENT"}},
                 "event_timestamps": {"17": {"payments": "2026-03-01T11:59:55Z", "logins": "2026-03-01T11:59:55Z"},
                                      "18": {"payments": null, "logins": "2026-03-01T11:59:55Z"}},
                 "metadata": {"feature_groups": {"payments": 1, "logins": 1}, "entities": 2, "found": 2,
                              "served_at": "2026-03-01T12:00:00Z"}}"""));
    }

    @Test
    void groupsOfDifferentEntitiesTakeTheirOwnKeys() throws Exception {
        fixture.write(ServerFixture.PAYMENTS, user(17), 1.5, 3L, null);
        fixture.write(ServerFixture.SHOPS, EntityKey.of(ServerFixture.SHOP, "a:b"), 2.5, 4L, null);
        fixture.write(ServerFixture.PAIRS, EntityKey.of(ServerFixture.PAIR, 17L, "a:b"), 3.5, 5L, null);

        JsonNode answer = fixture.ask("/features/online", """
                {"features": ["shops:amount", "payments:amount", "pairs:amount"],
                 "entity_ids": [{"user_id": 17, "shop": "a:b"}]}""");

        assertThat(answer.path("features")).isEqualTo(ServerFixture.json("""
                {"a%3Ab:17": {"shops:amount": 2.5, "payments:amount": 1.5, "pairs:amount": 3.5}}"""));
    }

    @Test
    void aFeatureWithoutAGroupSaysWhatIsMissing() throws Exception {
        JsonNode answer = fixture.ask("/features/online", "{\"features\": [\"amount\"], \"entity_ids\": [17]}");

        assertThat(answer.at("/error/message").asText())
                .isEqualTo("Malformed request: 'amount' must be 'group:feature', or name its 'feature_group'");
    }

    @Test
    void aRequestOfAKnownShapeIsReadByItsIdsAlone() throws Exception {
        fixture.write(ServerFixture.PAYMENTS, user(17), 1.5, 3L, null);
        String question = "{\"feature_group\":\"payments\",\"entity_ids\":%s,\"features\":[\"amount\"]}";
        for (int turn = 0; turn < 3; turn++) {
            for (String ids : new String[] {"[17]", "[ 17 ,18]", "[17,17]", "[\"17\"]", "[{\"user_id\": 17}]"}) {
                assertThat(fixture.ask("/features/online", question.formatted(ids))
                                .at("/features/17/amount")
                                .asDouble())
                        .as(ids)
                        .isEqualTo(1.5);
            }
            for (String ids : new String[] {"[]", "[017]", "[1.5]", "[17,]", "17", "[17", "[-]", "[[17]]", "[null]"}) {
                assertThat(fixture.ask("/features/online", question.formatted(ids))
                                .at("/error/code")
                                .asText())
                        .as(ids)
                        .isEqualTo("MALFORMED_REQUEST");
            }
            String eleven = IntStream.range(0, 11).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
            for (String many : new String[] {eleven, "[" + "17,".repeat(10) + "17]"}) {
                assertThat(fixture.ask("/features/online", question.formatted(many))
                                .at("/error/code")
                                .asText())
                        .as(many)
                        .isEqualTo("TOO_MANY_ENTITIES");
            }
        }
    }

    @Test
    void messagePackGoesInAndComesOut() throws Exception {
        Instant since = Instant.parse("2026-01-01T00:00:00.000001Z");
        fixture.write(ServerFixture.PAYMENTS, user(17), Double.NaN, Long.MAX_VALUE, since);
        byte[] question;
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(2).packString("feature_group").packString("payments");
            packer.packString("entity_ids").packArrayHeader(1).packLong(17);
            question = packer.toByteArray();
        }

        HttpResponse<byte[]> packed = fixture.post("/features/online", question, "Content-Type", "application/msgpack");
        HttpResponse<byte[]> json = fixture.post(
                "/features/online", question, "Content-Type", "application/x-msgpack", "Accept", "application/json");
        HttpResponse<byte[]> broken =
                fixture.post("/features/online", new byte[] {(byte) 0xc1}, "Content-Type", "application/msgpack");

        assertThat(packed.headers().firstValue("Content-Type")).contains("application/msgpack");
        JsonNode features = MessagePackAnswers.tree(packed.body()).at("/features/17");
        assertThat(features.path("amount").asDouble()).isNaN();
        assertThat(features.path("visits").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(features.path("since").asLong()).isEqualTo(1_767_225_600_000_001L);
        assertThat(ServerFixture.json(json.body()).at("/features/17/since").asText())
                .isEqualTo("2026-01-01T00:00:00.000001Z");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(ServerFixture.json(broken.body()).at("/error/code").asText()).isEqualTo("MALFORMED_REQUEST");
    }

    /** What files, pushes and lookups take for a key is in {@code KeyEdge}. */
    @Test
    void aFloatOf32BitsIsAWholeNumberOnlyWhereItIsOneAlone() throws Exception {
        for (float id : new float[] {17f, 16_777_215f, 16_777_216f}) {
            byte[] question;
            try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
                packer.packMapHeader(2).packString("feature_group").packString("payments");
                packer.packString("entity_ids").packArrayHeader(1).packFloat(id);
                question = packer.toByteArray();
            }

            assertThat(fixture.post("/features/online", question, "Content-Type", "application/msgpack")
                            .statusCode())
                    .as("%f", id)
                    .isEqualTo(id < 16_777_216f ? 200 : 400);
        }
    }

    /** A mebibyte of empty maps would be a hundred as a tree. */
    @Test
    void aBodyOfMoreValuesThanARequestCanNeedIsRefusedInEachForm() throws Exception {
        byte[] maps = new byte[300_000];
        Arrays.fill(maps, (byte) 0x80);
        maps[0] = (byte) 0xdd;
        maps[1] = 0;
        maps[2] = (byte) ((maps.length - 5) >> 16);
        maps[3] = (byte) ((maps.length - 5) >> 8);
        maps[4] = (byte) (maps.length - 5);
        byte[] lists = "[%s[]]".formatted("[],".repeat(300_000)).getBytes(StandardCharsets.UTF_8);
        byte[] known = "{\"feature_group\":\"payments\",\"entity_ids\":[%s{}]}"
                .formatted("{},".repeat(300_000))
                .getBytes(StandardCharsets.UTF_8);
        byte[] enough = "{\"feature_group\":\"payments\",\"entity_ids\":[%s17]}"
                .formatted("17,".repeat(199_000))
                .getBytes(StandardCharsets.UTF_8);
        try (ServerFixture large = new ServerFixture(ConnectionTimeouts.USUAL, 1 << 20, 64, routing -> {})) {
            large.ask("/features/online", "{\"feature_group\":\"payments\",\"entity_ids\":[17]}");
            for (HttpResponse<byte[]> refused : List.of(
                    large.post("/features/online", maps, "Content-Type", "application/msgpack"),
                    large.post("/features/online", gzip(lists), "Content-Encoding", "gzip"),
                    large.post("/features/online", known),
                    large.post("/get-online-features", lists),
                    large.post("/features/online", enough))) {
                assertThat(refused.statusCode()).isEqualTo(413);
            }
            assertThat(new String(
                            large.post("/features/online", maps, "Content-Type", "application/msgpack")
                                    .body(),
                            StandardCharsets.UTF_8))
                    .contains("PAYLOAD_TOO_LARGE", "more than 200000 values", "send several smaller requests");
            assertThat(new String(large.post("/features/online", enough).body(), StandardCharsets.UTF_8))
                    .contains("TOO_MANY_ENTITIES");
        }
    }

    @Test
    void gzipGoesInAndComesOutAndABombIsRefusedWhileItGrows() throws Exception {
        String ids = IntStream.range(0, 10).mapToObj(id -> "" + (100_000 + id)).collect(Collectors.joining(","));
        byte[] question =
                ("{\"feature_group\": \"payments\", \"include\": [\"statuses\", \"event_timestamps\"], \"entity_ids\": ["
                                + ids + "]}")
                        .getBytes(StandardCharsets.UTF_8);

        HttpResponse<byte[]> answer = fixture.post(
                "/features/online", gzip(question), "Content-Encoding", "gzip", "Accept-Encoding", "gzip, deflate");
        HttpResponse<byte[]> bomb =
                fixture.post("/features/online", gzip(new byte[1_000_000]), "Content-Encoding", "gzip");
        HttpResponse<byte[]> unknown = fixture.post("/features/online", question, "Content-Encoding", "br");
        HttpResponse<byte[]> refused = fixture.post("/features/online", question, "Accept-Encoding", "gzip;q=0");

        assertThat(answer.headers().firstValue("Content-Encoding"))
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("gzip");
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(ServerFixture.json(unpacked).path("features")).hasSize(10);
        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(unknown.statusCode()).isIn(400, 415);
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    @Test
    void aPersonAsksByAddress() throws Exception {
        fixture.write(ServerFixture.PAYMENTS, user(17), 1.5, 3L, null);
        fixture.write(ServerFixture.PAIRS, EntityKey.of(ServerFixture.PAIR, 17L, "a:b"), 3.5, 5L, null);

        HttpResponse<String> answer = fixture.get("/features/online/payments/17?feature=visits");

        assertThat(answer.body()).contains("\n").contains("\"visits\" : 3").doesNotContain("amount");
        assertThat(ServerFixture.json(answer.body()).at("/statuses/17/visits").asText())
                .isEqualTo("PRESENT");
        assertThat(ServerFixture.json(
                                fixture.get("/features/online/pairs/17:a%253Ab").body())
                        .at("/features/17:a%3Ab/amount")
                        .asDouble())
                .isEqualTo(3.5);
        assertThat(fixture.get("/features/online/payments/x").statusCode()).isEqualTo(400);
        assertThat(fixture.get("/features/online/nothing/17").statusCode()).isEqualTo(404);
    }

    /** Whatever letters an id has: as answers name it, escaped once more for the address. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a:b     | a%253Ab
            a:b     | a%3Ab
            a:b     | a:b
            a/b     | a%2Fb
            ../..   | ..%2F..
            ..      | %2E%2E
            a;x=1   | a;x=1
            100%    | 100%2525
            %3A     | %25253A
            {é}     | %257B%C3%A9%257D
            a+b c   | a+b%20c
            ``      | ``
            """)
    void everyIdCanBeAskedForByAddress(String id, String address) throws Exception {
        fixture.write(ServerFixture.SHOPS, EntityKey.of(ServerFixture.SHOP, id), 2.5, 1L, null);
        fixture.write(ServerFixture.PAIRS, EntityKey.of(ServerFixture.PAIR, 17L, id), 3.5, 1L, null);

        HttpResponse<String> shop = fixture.get("/features/online/shops/" + address + "?feature=amount");

        assertThat(shop.statusCode()).as(shop.body()).isEqualTo(200);
        assertThat(ServerFixture.json(shop.body())
                        .path("features")
                        .elements()
                        .next()
                        .path("amount")
                        .asDouble())
                .isEqualTo(2.5);
        if (!address.contains(":")) {
            HttpResponse<String> pair = fixture.get("/features/online/pairs/17:" + address.replace("%3A", "%253A"));
            assertThat(ServerFixture.json(pair.body()).at("/metadata/found").asInt(-1))
                    .as(pair.body())
                    .isEqualTo(1);
        }
    }

    @Test
    void aTimeAsJoinKeyIsAskedForAsAnswersNameItAndAsIso() throws Exception {
        Instant starts = Instant.parse("2026-11-01T09:00:00Z");
        fixture.write(ServerFixture.SLOTS, EntityKey.of(ServerFixture.SLOT, "north: a", starts), 2.5, 1L, null);
        String ask =
                "{\"feature_group\": \"slots\", \"features\": [\"amount\"], \"entity_ids\": [{\"zone\": \"north: a\", \"starts\": %s}]}";
        JsonNode byText = fixture.ask("/features/online", ask.formatted("\"2026-11-01T09:00:00Z\""));

        String name = byText.path("features").fieldNames().next();

        assertThat(name).isEqualTo("north%3A a:1793523600000000");
        assertThat(byText.at("/metadata/found").asInt(-1)).isEqualTo(1);
        assertThat(fixture.ask("/features/online", ask.formatted("\"1793523600000000\"")))
                .isEqualTo(byText);
        for (String address : new String[] {
            name.replace("%", "%25").replace(" ", "%20"), "north%253A%20a:2026-11-01T09%253A00%253A00Z"
        }) {
            assertThat(ServerFixture.json(fixture.get("/features/online/slots/" + address)
                                    .body())
                            .at("/metadata/found")
                            .asInt(-1))
                    .as(address)
                    .isEqualTo(1);
        }
        for (String other :
                new String[] {"\"2026-11-01T09:00:00.0000001Z\"", "1793523600000000", "\"2026-11-31T09:00:00Z\""}) {
            assertThat(fixture.ask("/features/online", ask.formatted(other))
                            .at("/error/message")
                            .asText())
                    .as(other)
                    .contains("of join key 'starts': expected TIMESTAMP");
        }
    }

    /** Pushed rows are read by the same rules: {@code TestPush}. */
    @Test
    void aWholeNumberIsTheOneThatWasSentOrRefused() throws Exception {
        String question = "{\"feature_group\": \"payments\", \"features\": [\"amount\"], \"entity_ids\": [%s]}";
        for (String same : new String[] {"17", "17.0", "1.7e1", "\"17\""}) {
            assertThat(fixture.ask("/features/online", question.formatted(same))
                            .at("/features/17")
                            .isMissingNode())
                    .as(same)
                    .isFalse();
        }
        for (String zero : new String[] {"0", "-0", "-0.0", "\"-0\""}) {
            assertThat(fixture.ask("/features/online", question.formatted(zero))
                            .at("/features/0")
                            .isMissingNode())
                    .as(zero)
                    .isFalse();
        }
        assertThat(fixture.ask("/features/online", question.formatted("9007199254740991.0, 9007199254740993"))
                        .path("features")
                        .fieldNames())
                .toIterable()
                .containsExactly("9007199254740991", "9007199254740993");
        for (String other : new String[] {
            "9007199254740992.0",
            "9007199254740993.0",
            "-9007199254740992.0",
            "17.00000000000000000001",
            "1e-400",
            "1e400",
            "1e19",
            "9223372036854775808",
            "\"٣\"",
            "\"17.0\"",
            "true"
        }) {
            assertThat(fixture.ask("/features/online", question.formatted(other))
                            .at("/error/message")
                            .asText())
                    .as(other)
                    .contains("of join key 'user_id': expected INT64");
        }
    }

    /** A list of ids is read by itself once its request's shape is known. */
    @Test
    void theSameBytesGetTheSameAnswerWhateverWasAskedBefore() throws Exception {
        byte[] before = "{\"feature_group\":\"payments\",\"entity_ids\":".getBytes(StandardCharsets.UTF_8);
        List<byte[]> bodies = List.of(
                joined(before, "\ufeff[17]".getBytes(StandardCharsets.UTF_8)),
                joined(before, "[17]".getBytes(StandardCharsets.UTF_16LE)),
                joined(before, "[17]".getBytes(StandardCharsets.UTF_16BE)),
                joined(before, "[17]".getBytes(java.nio.charset.Charset.forName("UTF-32LE"))),
                joined(before, "[17] [18]".getBytes(StandardCharsets.UTF_8)));
        List<String> first = codes(bodies);
        byte[] plain = joined(before, "[17]".getBytes(StandardCharsets.UTF_8));

        assertThat(fixture.post("/features/online", plain).statusCode()).isEqualTo(200);

        assertThat(codes(bodies)).isEqualTo(first).containsOnly("MALFORMED_REQUEST");
    }

    private List<String> codes(List<byte[]> bodies) throws Exception {
        List<String> codes = new ArrayList<>();
        for (byte[] body : bodies) {
            codes.add(ServerFixture.json(fixture.post("/features/online", body).body())
                    .at("/error/code")
                    .asText());
        }
        return codes;
    }

    private static byte[] joined(byte[] before, byte[] ids) {
        byte[] body = Arrays.copyOf(before, before.length + ids.length + 1);
        System.arraycopy(ids, 0, body, before.length, ids.length);
        body[body.length - 1] = '}';
        return body;
    }

    @Test
    void a405NamesTheWholePath() throws Exception {
        assertThat(ServerFixture.json(fixture.get("/features/online").body())
                        .at("/error/message")
                        .asText())
                .isEqualTo("'/features/online' takes POST, not GET");
    }

    private static EntityKey user(long id) {
        return EntityKey.of(ServerFixture.USER, id);
    }
}
