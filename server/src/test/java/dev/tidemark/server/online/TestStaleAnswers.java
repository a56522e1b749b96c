package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.memory.MemoryOnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.FeatureServer;
import dev.tidemark.server.ServerConfig;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.definition.DefinitionSource;
import dev.tidemark.staleness.StaleRange;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.TimeRange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers say before when an earlier definition has computed what is asked, and which values are approximate. */
final class TestStaleAnswers {
    private static final Instant CHANGED = Instant.parse("2026-02-28T00:00:00Z");

    private final MemoryOnlineStore store = new MemoryOnlineStore(() -> ServerFixture.NOW);
    private final FeatureServer server = FeatureServer.builder()
            .config(ServerConfig.defaults()
                    .withPort(0)
                    .withRegistryRefresh(Duration.ofHours(1))
                    .withWarmUp(Duration.ZERO))
            .definitions(new ChangedDefinitions())
            .store(store)
            .clock(() -> ServerFixture.NOW)
            .start();

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    /** Payments were computed otherwise until February ended, as far as their amount is concerned. */
    private static final class ChangedDefinitions implements DefinitionSource {
        @Override
        public List<DefinitionVersion> latest() {
            return Stream.of(
                            ServerFixture.PAYMENTS,
                            ServerFixture.LOGINS,
                            taps("taps", Emission.onChange()),
                            taps("taps_at_events", Emission.onEvent()))
                    .map(group -> new DefinitionVersion(group, 2, "f", Instant.EPOCH))
                    .toList();
        }

        @Override
        public Map<String, Staleness> stale(List<DefinitionVersion> latest) {
            StaleRange february = new StaleRange(
                    new TimeRange(Instant.parse("2026-02-01T00:00:00Z"), CHANGED),
                    1,
                    Set.of("amount"),
                    Set.of("visits"),
                    Set.of());
            return Map.of("payments", new Staleness("payments", List.of(february)));
        }
    }

    @Test
    void anAnswerSaysBeforeWhenAnEarlierDefinitionHasComputedWhatIsAsked() throws Exception {
        assertThat(ask("{\"feature_group\": \"payments\", \"entity_ids\": [17]}")
                        .at("/metadata/stale_before")
                        .toString())
                .isEqualTo("{\"payments\":\"2026-02-28T00:00:00Z\"}");
        assertThat(ask("{\"features\": [\"payments:amount\", \"logins:amount\"], \"entity_ids\": [17]}")
                        .at("/metadata/stale_before")
                        .toString())
                .isEqualTo("{\"payments\":\"2026-02-28T00:00:00Z\"}");
    }

    private static FeatureGroup taps(String name, Emission emission) {
        return FeatureGroup.named(name)
                .describedAs("Taps of a user")
                .ownedBy("tests")
                .entity(ServerFixture.USER)
                .source(DataSource.table("taps").timestamp("at"))
                .feature(name + "_1h", "Taps of an hour", Aggregation.count().over("1h"))
                .emit(emission)
                .online()
                .build();
    }

    @Test
    void valuesThatHoldAtEventsOnlyAreMarkedAsApproximate() throws Exception {
        assertThat(ask("{\"feature_group\": \"taps_at_events\", \"entity_ids\": [17]}")
                        .at("/metadata/values_as_of")
                        .toString())
                .isEqualTo("{\"taps_at_events\":\"last_event\"}");
        assertThat(ask("{\"features\": [\"taps:taps_1h\", \"taps_at_events:taps_at_events_1h\"], \"entity_ids\": [17]}")
                        .at("/metadata/values_as_of")
                        .toString())
                .isEqualTo("{\"taps_at_events\":\"last_event\"}");
        assertThat(ask("{\"feature_group\": \"taps\", \"entity_ids\": [17]}")
                        .path("metadata")
                        .has("values_as_of"))
                .isFalse();
    }

    @Test
    void aGroupOfWindowsSaysAsOfWhenItsValuesHold() throws Exception {
        assertThat(asked("/feature-groups/taps").path("values_as_of").asText()).isEqualTo("every_instant");
        assertThat(asked("/feature-groups/taps_at_events").path("values_as_of").asText())
                .isEqualTo("last_event");
        assertThat(asked("/feature-groups/payments").has("values_as_of")).isFalse();
        assertThat(asked("/feature-groups").at("/feature_groups/3/values_as_of").asText())
                .isEqualTo("last_event");
    }

    @Test
    void whatIsComputedAsItIsDefinedHasNoMark() throws Exception {
        assertThat(ask("{\"feature_group\": \"payments\", \"features\": [\"visits\", \"since\"], \"entity_ids\": [17]}")
                        .path("metadata")
                        .has("stale_before"))
                .isFalse();
        assertThat(ask("{\"feature_group\": \"logins\", \"entity_ids\": [17]}")
                        .path("metadata")
                        .has("stale_before"))
                .isFalse();
    }

    private JsonNode asked(String path) throws Exception {
        return send(request(path).build());
    }

    private JsonNode ask(String question) throws Exception {
        return send(request("/features/online")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
    }

    private static JsonNode send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
