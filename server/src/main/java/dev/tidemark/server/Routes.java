package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The server's table of contents: every path, and what becomes of a failure. */
final class Routes {
    private static final byte[] OPEN_API = openApi();

    private final ServedGroups groups;
    private final StoredValues store;
    private final ServerConfig config;
    private final LoadLimit load;
    private final Readiness readiness;
    private final InstantSource clock;
    private final @Nullable PushIntake pushes;
    private final RequestLog log;

    /** @param pushes null where no rows are taken */
    Routes(
            ServedGroups groups,
            StoredValues store,
            ServerConfig config,
            LoadLimit load,
            Readiness readiness,
            InstantSource clock,
            @Nullable PushIntake pushes,
            RequestLog log) {
        this.groups = groups;
        this.store = store;
        this.config = config;
        this.load = load;
        this.readiness = readiness;
        this.clock = clock;
        this.pushes = pushes;
        this.log = log;
    }

    void addTo(HttpRouting.Builder routing) {
        Telemetry telemetry = new Telemetry();
        Lookup lookup = new Lookup(
                new FeatureReader(store, new LastKnownValues(config.lastKnownEntries()), clock), telemetry, log);
        AnswerSender sender = new AnswerSender(config.maxPayloadBytes());
        Planner planner = new Planner(groups);
        Questions questions = new Questions(planner, config.maxEntities());
        routing.addFilter(telemetry).addFilter(new MetricsRefusals()).addFilter(load);
        if (pushes != null) {
            routing.register("/features/push", new PushResource(pushes, sender, telemetry))
                    .register("/push", new FeastPushResource("push_source_name", groups, pushes, sender, telemetry))
                    .register(
                            "/write-to-online-store",
                            new FeastPushResource("feature_view_name", groups, pushes, sender, telemetry));
        }
        OnlineFeaturesResource online = new OnlineFeaturesResource(questions, lookup, sender);
        routing.addFilter(online::one)
                .register("/features", online)
                .register("/get-online-features", new FeastResource(planner, lookup, sender, config.maxEntities()))
                .register("/feature-groups", new FeatureGroupsResource(groups))
                .register("/feature-services", new FeatureServicesResource(groups))
                .register("/health", new HealthResource(readiness))
                .get("/", Routes::start)
                .any("/", only("GET"))
                .get("/openapi.json", Routes::describe)
                .any("/openapi.json", only("GET"))
                .error(Throwable.class, Answers::fail);
    }

    /** Answers other methods than the one that a path has. */
    static Handler only(String method) {
        return (request, response) -> {
            response.header(HeaderNames.ALLOW, method);
            Answers.fail(
                    request,
                    response,
                    Failure.of(
                            Status.METHOD_NOT_ALLOWED_405,
                            "'%s' takes %s, not %s"
                                    .formatted(
                                            request.path().absolute().path(),
                                            method,
                                            request.prologue().method().text())));
        };
    }

    /** The route of a path for metrics: few values, whatever clients send. */
    static String nameOf(String path) {
        if (path.startsWith("/features/online/")) {
            return "/features/online/{group}/{entity}";
        }
        if (path.startsWith("/feature-groups")) {
            return "/feature-groups";
        }
        if (path.startsWith("/feature-services")) {
            return "/feature-services";
        }
        return switch (path) {
            case "/",
                    "/features/online",
                    "/features/push",
                    "/push",
                    "/write-to-online-store",
                    "/get-online-features",
                    "/health/live",
                    "/health/ready",
                    "/openapi.json",
                    "/metrics" -> path;
            default -> "other";
        };
    }

    /** What a person finds who opens the server's address. */
    private static void start(ServerRequest request, ServerResponse response) {
        Answers.send(request, response, json -> {
            json.writeStartObject();
            json.writeStringField("name", "Tidemark");
            json.writeStringField("description", "Serves the newest feature values of entities.");
            json.writeObjectFieldStart("links");
            json.writeStringField("feature_groups", "/feature-groups");
            json.writeStringField("feature_services", "/feature-services");
            json.writeStringField("one_entity", "/features/online/{group}/{entity}");
            json.writeStringField("openapi", "/openapi.json");
            json.writeStringField("ready", "/health/ready");
            json.writeStringField("metrics", "/metrics");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void describe(ServerRequest request, ServerResponse response) {
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        response.send(OPEN_API);
    }

    private static byte[] openApi() {
        try (InputStream content = Routes.class.getResourceAsStream("/openapi.json")) {
            if (content == null) {
                throw new IllegalStateException("openapi.json is not on the class path");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
