package dev.tidemark.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.server.log.SparseLog;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.NotFoundException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers: JSON, and one shape for every failure, with the id of the request. */
public final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final SparseLog UNAVAILABLE = new SparseLog(LOG);
    private static final JsonFactory JSON = new JsonMapper().getFactory();
    private static final String RETRY_AFTER_SECONDS = "1";

    private Answers() {}

    /** Writes JSON to a generator. */
    @FunctionalInterface
    public interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    public static void send(ServerRequest request, ServerResponse response, Content content) {
        send(request, response, Status.OK_200, content);
    }

    public static void send(ServerRequest request, ServerResponse response, Status status, Content content) {
        response.header(RequestIds.HEADER, RequestIds.of(request));
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        response.status(status).send(bytes(content));
    }

    public static void fail(ServerRequest request, ServerResponse response, Failure failure) {
        if (failure.status().equals(Status.SERVICE_UNAVAILABLE_503)) {
            response.header(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (failure.status().code() == Status.INTERNAL_SERVER_ERROR_500.code()) {
            LOG.error("Request {}: {}", RequestIds.of(request), failure.message());
        }
        String id = RequestIds.of(request);
        send(request, response, failure.status(), json -> error(json, failure, id));
    }

    public static void fail(ServerRequest request, ServerResponse response, Throwable thrown) {
        switch (thrown) {
            case FeatureStoreException known -> {
                Failure failure = Failure.of(known);
                if (failure.status().equals(Status.SERVICE_UNAVAILABLE_503)) {
                    UNAVAILABLE.warn(RequestIds.of(request), String.valueOf(known.getMessage()));
                }
                fail(request, response, failure);
            }
            case NotFoundException unknown ->
                fail(
                        request,
                        response,
                        Failure.of(
                                Status.NOT_FOUND_404,
                                "Nothing at '%s'; /openapi.json tells what there is"
                                        .formatted(request.path().path())));
            case HttpException http ->
                fail(request, response, Failure.of(http.status(), String.valueOf(http.getMessage())));
            default -> {
                LOG.error("Request {} failed", RequestIds.of(request), thrown);
                fail(
                        request,
                        response,
                        new Failure(
                                Status.INTERNAL_SERVER_ERROR_500,
                                "INTERNAL",
                                "The server made a mistake; its log has more under the id of this request"));
            }
        }
    }

    /** Answers what never became a request: broken HTTP, a path that is none, a body over the limit. */
    public static DirectHandler.TransportResponse transport(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            io.helidon.http.ServerResponseHeaders headers,
            @Nullable String message) {
        Failure failure = refusal(status, type, message);
        headers.contentType(MediaTypes.APPLICATION_JSON);
        headers.set(HeaderValues.CONNECTION_CLOSE);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(bytes(json -> error(json, failure, UUID.randomUUID().toString())))
                .build();
    }

    private static Failure refusal(Status status, DirectHandler.EventType type, @Nullable String message) {
        if (message == null || type == DirectHandler.EventType.INTERNAL_ERROR) {
            return Failure.of(status, "The request failed");
        }
        if (type == DirectHandler.EventType.BAD_REQUEST) {
            // Refusals by Helidon itself; its own messages refer clients to the server's log.
            return Failure.of(status, "Malformed request: expected a valid path and query, other characters as %XX");
        }
        return switch (status.code()) {
            case Status.REQUEST_ENTITY_TOO_LARGE_413_CODE ->
                new Failure(status, ErrorCode.PAYLOAD_TOO_LARGE.name(), message);
            case Status.SERVICE_UNAVAILABLE_503_CODE -> new Failure(status, "OVERLOADED", message);
            default -> Failure.of(status, message);
        };
    }

    private static void error(JsonGenerator json, Failure failure, String requestId) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("code", failure.code());
        json.writeStringField("message", failure.message());
        json.writeStringField("request_id", requestId);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
