package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Answers say before when an earlier definition has computed what is asked. */
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
            return Stream.of(ServerFixture.PAYMENTS, ServerFixture.LOGINS)
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

    private JsonNode ask(String question) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/features/online".formatted(server.port())))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
