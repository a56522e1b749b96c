package dev.tidemark.server.http;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/** Refuses what is not to be had of {@code /metrics} in the shape of all refusals: Helidon's own have no body. */
public final class MetricsRefusals implements Filter {
    private static final String PATH = "/metrics";
    private static final List<MediaType> TYPES =
            List.of(MediaTypes.TEXT_PLAIN, MediaTypes.APPLICATION_OPENMETRICS_TEXT, MediaTypes.APPLICATION_JSON);

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String path = request.path().path();
        if (path.equals(PATH)) {
            answer(chain, request, response);
        } else if (path.startsWith(PATH + "/")) {
            refuse(request, response, Status.NOT_FOUND_404, "Nothing at '%s'; metrics are at /metrics".formatted(path));
        } else {
            chain.proceed();
        }
    }

    private static void answer(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!request.prologue().method().equals(Method.GET)) {
            response.header(HeaderNames.ALLOW, "GET");
            refuse(
                    request,
                    response,
                    Status.METHOD_NOT_ALLOWED_405,
                    "'/metrics' takes GET, not %s".formatted(request.prologue().method()));
        } else if (TYPES.stream().noneMatch(request.headers()::isAccepted)) {
            refuse(
                    request,
                    response,
                    Status.NOT_ACCEPTABLE_406,
                    "/metrics is text/plain, application/openmetrics-text or application/json, none of which 'Accept' names");
        } else {
            chain.proceed();
        }
    }

    private static void refuse(RoutingRequest request, RoutingResponse response, Status status, String message) {
        Answers.fail(request, response, Failure.of(status, message));
    }
}
