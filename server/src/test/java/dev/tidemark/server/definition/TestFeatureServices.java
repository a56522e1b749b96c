package dev.tidemark.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.server.ServerFixture;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features asked for by the name of a service. */
final class TestFeatureServices {
    private final ServerFixture fixture = new ServerFixture();

    @BeforeEach
    void write() {
        fixture.write(ServerFixture.PAYMENTS, EntityKey.of(ServerFixture.USER, 17L), 1.5, 2L, null);
        fixture.write(ServerFixture.SHOPS, EntityKey.of(ServerFixture.SHOP, "a"), 4.5, 6L, null);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aServiceIsAnsweredAsItsFeaturesAre() throws Exception {
        String ids = "\"entity_ids\": [{\"user_id\": 17, \"shop\": \"a\"}], \"include\": [\"statuses\"]";

        JsonNode byService = fixture.ask("/features/online", "{\"feature_service\": \"till\", %s}".formatted(ids));
        JsonNode byName = fixture.ask("/features/online", """
                {"features": ["payments:amount", "shops:amount", "shops:visits", "shops:since"], %s}""".formatted(ids));

        assertThat(byService).isEqualTo(byName);
        assertThat(byService.at("/features/17:a").toString())
                .isEqualTo("{\"payments:amount\":1.5,\"shops:amount\":4.5,\"shops:visits\":6,\"shops:since\":null}");
    }

    @Test
    void feastsClientsNameItToo() throws Exception {
        JsonNode answer = fixture.ask("/get-online-features", """
                {"feature_service": "till", "full_feature_names": true, "entities": {"shop": ["a"], "user_id": [17]}}""");

        assertThat(answer.at("/metadata/feature_names").toString())
                .isEqualTo(
                        "[\"user_id\",\"shop\",\"payments__amount\",\"shops__amount\",\"shops__visits\",\"shops__since\"]");
        assertThat(answer.at("/results/2/values").toString()).isEqualTo("[1.5]");
    }

    @Test
    void servicesAreListedWithTheirFeatures() throws Exception {
        JsonNode all = ServerFixture.json(fixture.get("/feature-services").body());
        JsonNode one = ServerFixture.json(fixture.get("/feature-services/till").body());

        assertThat(all.at("/feature_services/0/name").asText()).isEqualTo("till");
        assertThat(one.at("/features").toString()).isEqualTo("[\"payments:amount\",\"shops\"]");
        assertThat(one.at("/version").asInt()).isEqualTo(3);
        assertThat(fixture.get("/feature-services/til").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | {\"feature_service\": \"tll\", \"entity_ids\": [1]} | No feature service 'tll'; did you mean till?",
                "400 | {\"feature_service\": 1, \"entity_ids\": [1]} | Malformed request: 'feature_service' must be the name of a feature service",
                "400 | {\"feature_service\": \"till\", \"feature_group\": \"payments\", \"entity_ids\": [1]} | Malformed request: 'feature_service' names the features; leave out 'feature_group' and 'features'",
                "400 | {\"feature_service\": \"till\", \"features\": [\"shops:amount\"], \"entity_ids\": [1]} | Malformed request: 'feature_service' names the features; leave out 'feature_group' and 'features'",
            })
    void aMistakeSaysWhatIsRight(int status, String question, String message) throws Exception {
        HttpResponse<byte[]> response = fixture.post("/features/online", question.getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(ServerFixture.json(response.body()).at("/error/message").asText())
                .isEqualTo(message);
    }
}
