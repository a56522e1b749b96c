package dev.tidemark.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.request.Excerpt;
import dev.tidemark.request.FeatureRowReader;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.answer.ByteOutput;
import dev.tidemark.server.answer.JsonWriter;
import dev.tidemark.server.answer.MessagePackWriter;
import dev.tidemark.server.body.JsonTree;
import dev.tidemark.server.body.MessagePackTree;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.Locale;

/** The formats of questions and answers. */
public enum AnswerFormat {
    JSON,
    MESSAGE_PACK;

    private static final MediaType APPLICATION_MSGPACK = MediaTypes.create("application/msgpack");

    public MediaType mediaType() {
        return switch (this) {
            case JSON -> MediaTypes.APPLICATION_JSON;
            case MESSAGE_PACK -> APPLICATION_MSGPACK;
        };
    }

    public AnswerWriter writer(ByteOutput out) {
        return switch (this) {
            case JSON -> new JsonWriter(out);
            case MESSAGE_PACK -> new MessagePackWriter(out);
        };
    }

    /** Reads a request's body. */
    public JsonNode tree(byte[] body) {
        return switch (this) {
            case JSON -> JsonTree.read(body);
            case MESSAGE_PACK -> MessagePackTree.read(body);
        };
    }

    /** The forms that instants have in a request's body. */
    public FeatureRowReader.Instants instants() {
        return switch (this) {
            case JSON -> FeatureRowReader.Instants.TEXT;
            case MESSAGE_PACK -> FeatureRowReader.Instants.TEXT_OR_MICROSECONDS;
        };
    }

    /** The format of a request's body: JSON unless it says otherwise. */
    public static AnswerFormat ofBody(ServerRequest request) {
        return ofBody(request, "application/json");
    }

    /** As above, for a route of Feast's, whose server ignores the content type: {@code curl -d} declares a form. */
    public static AnswerFormat ofFeastBody(ServerRequest request) {
        return ofBody(request, "application/x-www-form-urlencoded");
    }

    private static AnswerFormat ofBody(ServerRequest request, String alsoJson) {
        String type = request.headers()
                .first(HeaderNames.CONTENT_TYPE)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .orElse("application/json");
        if (type.startsWith("application/json") || type.startsWith(alsoJson)) {
            return JSON;
        }
        if (isMessagePack(type)) {
            return MESSAGE_PACK;
        }
        throw new HttpException(
                "Send the request as application/json or application/msgpack, not as '%s'; for JSON add the header Content-Type: application/json (curl: -H 'Content-Type: application/json')"
                        .formatted(Excerpt.of(type)),
                Status.UNSUPPORTED_MEDIA_TYPE_415,
                true);
    }

    /** The format that a client accepts; that of its question where it takes any. */
    public static AnswerFormat accepted(ServerRequest request, AnswerFormat body) {
        String accept = request.headers().first(HeaderNames.ACCEPT).orElse("").toLowerCase(Locale.ROOT);
        if (isMessagePack(accept)) {
            return MESSAGE_PACK;
        }
        return accept.contains("json") ? JSON : body;
    }

    private static boolean isMessagePack(String type) {
        return type.startsWith("application/msgpack")
                || type.startsWith("application/x-msgpack")
                || type.startsWith("application/vnd.msgpack");
    }
}
