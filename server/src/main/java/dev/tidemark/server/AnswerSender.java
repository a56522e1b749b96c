package dev.tidemark.server;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.transcode.ByteOutput;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Consumer;

/** Reads bodies and sends answers of bytes, packed where the client likes. Thread-safe. */
final class AnswerSender {
    private final Buffers buffers = new Buffers();
    private final int maxPayloadBytes;

    AnswerSender(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    byte[] body(ServerRequest request) {
        long length = request.headers().contentLength().orElse(-1);
        if (length > maxPayloadBytes) {
            throw new FeatureStoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "A body of %d bytes; at most %d".formatted(length, maxPayloadBytes));
        }
        byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        return Compression.unpack(request, body, maxPayloadBytes);
    }

    void send(ServerRequest request, ServerResponse response, MediaType type, Consumer<ByteOutput> content) {
        byte[] bytes = buffers.with(content, out -> {
            if (!Compression.isWanted(request, out.size())) {
                return out.toBytes();
            }
            response.header(HeaderNames.CONTENT_ENCODING, "gzip");
            response.header(HeaderNames.VARY, "Accept-Encoding");
            return Compression.pack(out.array(), out.size());
        });
        if (!response.headers().contains(Answers.REQUEST_ID)) {
            response.header(Answers.REQUEST_ID, Answers.newRequestId(request));
        }
        response.headers().contentType(type);
        response.send(bytes);
    }
}
