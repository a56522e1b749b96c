package dev.tidemark.server.feast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.server.ServerFixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire format of Feast's feature server; ITFeastClient holds it against Feast's own client. */
final class TestFeastFormat {
    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void answersByColumnWithTheJoinKeysFirst() throws Exception {
        Instant since = Instant.parse("2026-01-01T00:00:00.5Z");
        fixture.write(ServerFixture.PAYMENTS, EntityKey.of(ServerFixture.USER, 17L), 1.5, null, since);

        JsonNode answer = fixture.ask("/get-online-features", """
                {"features": ["payments:amount", "payments:visits", "payments:since"],
                 "entities": {"user_id": [17, 18, 17]}, "full_feature_names": false, "newer_field": 1}""");

        assertThat(answer).isEqualTo(ServerFixture.json("""
                {"metadata": {"feature_names": ["user_id", "amount", "visits", "since"]},
                 "results": [
                  {"values": [17, 18, 17], "statuses": ["PRESENT", "PRESENT", "PRESENT"],
                   "event_timestamps": ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"]},
                  {"values": [1.5, null, 1.5], "statuses": ["PRESENT", "NOT_FOUND", "PRESENT"],
                   "event_timestamps": ["2026-03-01T11:59:55Z", "1970-01-01T00:00:00Z", "2026-03-01T11:59:55Z"]},
                  {"values": [null, null, null], "statuses": ["NULL_VALUE", "NOT_FOUND", "NULL_VALUE"],
                   "event_timestamps": ["2026-03-01T11:59:55Z", "1970-01-01T00:00:00Z", "2026-03-01T11:59:55Z"]},
                  {"values": [1767225600, null, 1767225600], "statuses": ["PRESENT", "NOT_FOUND", "PRESENT"],
                   "event_timestamps": ["2026-03-01T11:59:55Z", "1970-01-01T00:00:00Z", "2026-03-01T11:59:55Z"]}]}"""));
    }

    @Test
    void fullNamesTellTheGroup() throws Exception {
        JsonNode answer = fixture.ask("/get-online-features", """
                {"features": ["payments:amount", "shops:amount"], "full_feature_names": true,
                 "entities": {"shop": ["a"], "user_id": [17]}}""");

        assertThat(answer.at("/metadata/feature_names").toString())
                .isEqualTo("[\"user_id\",\"shop\",\"payments__amount\",\"shops__amount\"]");
    }

    /** Feast's documents ask so. */
    @Test
    void whatCurlSendsByItselfIsReadAsJson() throws Exception {
        byte[] question = "{\"features\": [\"payments:amount\"], \"entities\": {\"user_id\": [17]}}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(fixture.post("/get-online-features", question, "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | {\"feature_service\": \"s\", \"entities\": {\"user_id\": [1]}} | No feature service 's'; known: till",
                "400 | {\"features\": [\"payments:amount\", \"logins:amount\"], \"entities\": {\"user_id\": [1]}} | Two groups have a feature 'amount'; ask with full_feature_names",
                "400 | {\"features\": [\"pairs:amount\"], \"entities\": {\"user_id\": [1]}} | Malformed request: 'entities' lacks join key 'shop'",
                "400 | {\"features\": [\"pairs:amount\"], \"entities\": {\"user_id\": [1], \"shop\": []}} | Malformed request: entities 'shop' must be a list of at least one value",
                "400 | {\"features\": [\"pairs:amount\"], \"entities\": {\"user_id\": [1], \"shop\": [\"a\", \"b\"]}} | Malformed request: the lists of 'entities' must be equally long",
                "400 | {\"features\": [\"payments:amount\"], \"entities\": {\"usr_id\": [1]}} | Malformed request: 'entities' has an unknown join key 'usr_id'; did you mean user_id?",
                "400 | {\"features\": [\"payments:amount\"], \"feature_service\": {}, \"entities\": {\"user_id\": [1]}} | Malformed request: either 'features' must be",
                "400 | {\"features\": [\"payments:amount\"], \"full_feature_names\": \"yes\", \"entities\": {\"user_id\": [1]}} | Malformed request: 'full_feature_names' must be true or false, not \"yes\"",
                "404 | {\"features\": [\"paymnts:amount\"], \"entities\": {\"user_id\": [1]}} | No feature group 'paymnts'; did you mean payments?",
            })
    void aMistakeIsToldAsEverywhere(int status, String question, String message) throws Exception {
        var response = fixture.post("/get-online-features", question.getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(ServerFixture.json(response.body()).at("/error/message").asText())
                .startsWith(message);
    }
}
