package dev.tidemark.server;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.registry.DefinitionVersion;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code POST /features/online}: the newest features of entities. */
final class OnlineFeaturesResource implements HttpService {
    private final ServedGroups groups;
    private final OnlineStore store;
    private final ServerConfig config;
    private final Telemetry telemetry;
    private final InstantSource clock;

    OnlineFeaturesResource(
            ServedGroups groups, OnlineStore store, ServerConfig config, Telemetry telemetry, InstantSource clock) {
        this.groups = groups;
        this.store = store;
        this.config = config;
        this.telemetry = telemetry;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/online", this::answer).any("/online", Routes.only("POST"));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        requireJson(request);
        OnlineRequest question = OnlineRequest.parse(body(request), config.maxEntities());
        DefinitionVersion version = groups.group(question.featureGroup());
        FeatureGroup group = version.featureGroup();
        if (!group.online()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is not kept online; its definition must say online()".formatted(group.name()));
        }
        List<String> features = question.features().isEmpty() ? group.featureNames() : question.features();
        features.forEach(group::feature);
        Set<EntityKey> keys = new LinkedHashSet<>();
        question.entityIds().forEach(id -> keys.add(EntityIds.read(group.entity(), id)));
        List<OnlineFeatures> found = store.read(group, List.copyOf(keys), features);
        telemetry.served(found);
        FeatureAnswer answer = new FeatureAnswer(version, question, features, found, clock.instant());
        Answers.send(request, response, answer::write);
    }

    private static void requireJson(ServerRequest request) {
        boolean json = request.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("application/json"))
                .orElse(true);
        if (!json) {
            throw new io.helidon.http.HttpException(
                    "Send the request as application/json", Status.UNSUPPORTED_MEDIA_TYPE_415, true);
        }
    }

    private byte[] body(ServerRequest request) {
        long length = request.headers().contentLength().orElse(-1);
        if (length > config.maxPayloadBytes()) {
            throw new FeatureStoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "A body of %d bytes; at most %d".formatted(length, config.maxPayloadBytes()));
        }
        return request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    }
}
