package dev.tidemark.server;

import dev.tidemark.server.definition.DefinitionsResource;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.feast.FeastPushResource;
import dev.tidemark.server.feast.FeastResource;
import dev.tidemark.server.health.HealthResource;
import dev.tidemark.server.health.Readiness;
import dev.tidemark.server.http.AnswerSender;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.LoadLimit;
import dev.tidemark.server.http.MetricsRefusals;
import dev.tidemark.server.http.OnlyMethod;
import dev.tidemark.server.http.RequestMeters;
import dev.tidemark.server.http.RouteNames;
import dev.tidemark.server.online.FeatureLookup;
import dev.tidemark.server.online.OnlineFeaturesResource;
import dev.tidemark.server.online.Planner;
import dev.tidemark.server.online.RequestParser;
import dev.tidemark.server.push.PushIntake;
import dev.tidemark.server.push.PushMeters;
import dev.tidemark.server.push.PushResource;
import io.helidon.webserver.http.HttpRouting;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's table of contents: every path, and what becomes of a failure. It knows all rooms, and none knows it.
 *
 * @param pushes null where no rows are taken
 */
record Routes(
        ServerConfig config,
        ServedGroups groups,
        FeatureLookup lookup,
        LoadLimit load,
        Readiness readiness,
        @Nullable PushIntake pushes) {
    private static final RouteNames NAMES = new RouteNames(
            List.of(
                    new RouteNames.Family("/features/online/", "/features/online/{group}/{entity}"),
                    new RouteNames.Family("/feature-groups", "/feature-groups"),
                    new RouteNames.Family("/feature-services", "/feature-services")),
            Set.of(
                    "/",
                    "/features/online",
                    "/features/push",
                    "/push",
                    "/write-to-online-store",
                    "/get-online-features",
                    "/health/live",
                    "/health/ready",
                    "/openapi.json",
                    "/metrics"));

    void addTo(HttpRouting.Builder routing) {
        AnswerSender sender = new AnswerSender(config.maxPayloadBytes());
        Planner planner = new Planner(groups);
        OnlineFeaturesResource online =
                new OnlineFeaturesResource(new RequestParser(planner, config.maxEntities()), lookup, sender);
        routing.addFilter(new RequestMeters(NAMES))
                .addFilter(new MetricsRefusals())
                .addFilter(load);
        if (pushes != null) {
            addPushes(routing, pushes, sender);
        }
        routing.addFilter(online::one)
                .register("/features", online)
                .register("/get-online-features", new FeastResource(planner, lookup, sender, config.maxEntities()))
                .register("/feature-groups", DefinitionsResource.featureGroups(groups))
                .register("/feature-services", DefinitionsResource.featureServices(groups))
                .register("/health", new HealthResource(readiness))
                .get("/", StartPage::links)
                .any("/", new OnlyMethod("GET"))
                .get("/openapi.json", StartPage::openApi)
                .any("/openapi.json", new OnlyMethod("GET"))
                .error(Throwable.class, Answers::fail);
    }

    private void addPushes(HttpRouting.Builder routing, PushIntake intake, AnswerSender sender) {
        PushMeters meters = new PushMeters();
        routing.register("/features/push", new PushResource(intake, sender, meters))
                .register("/push", new FeastPushResource("push_source_name", groups, intake, sender, meters))
                .register(
                        "/write-to-online-store",
                        new FeastPushResource("feature_view_name", groups, intake, sender, meters));
    }
}
