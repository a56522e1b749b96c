package dev.tidemark.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Answers other methods than the one that a path has. */
public record OnlyMethod(String method) implements Handler {
    @Override
    public void handle(ServerRequest request, ServerResponse response) {
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
    }
}
