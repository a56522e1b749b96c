package dev.tidemark.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a request's body into a tree, strictly. */
final class RequestBody {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestBody() {}

    /** @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST and the place */
    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw OnlineRequest.malformed("the body is no JSON%s: %s".formatted(where, e.getOriginalMessage()));
        } catch (IOException e) {
            throw OnlineRequest.malformed("the body cannot be read: " + e.getMessage());
        }
    }

    /** A part of a body; null where it is no JSON value by itself. */
    static @Nullable JsonNode jsonOrNull(byte[] body, int from, int length) {
        try {
            return JSON.readTree(body, from, length);
        } catch (IOException e) {
            return null;
        }
    }

    /** @throws dev.tidemark.feature.FeatureStoreException with code MALFORMED_REQUEST */
    static JsonNode messagePack(byte[] body) {
        return MessagePackTree.read(body);
    }
}
