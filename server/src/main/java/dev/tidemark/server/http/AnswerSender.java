package dev.tidemark.server.http;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.server.answer.ByteOutput;
import io.helidon.common.media.type.MediaType;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Reads bodies and sends answers of bytes, packed where the client likes. Thread-safe. */
public final class AnswerSender {
    private final Buffers buffers = new Buffers();
    private final int maxPayloadBytes;

    public AnswerSender(int maxPayloadBytes) {
        this.maxPayloadBytes = maxPayloadBytes;
    }

    public byte[] body(ServerRequest request) {
        long length = request.headers().contentLength().orElse(-1);
        if (length > maxPayloadBytes) {
            throw new FeatureStoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "A body of %d bytes; at most %d".formatted(length, maxPayloadBytes));
        }
        byte[] body = request.content().hasEntity() ? content(request, length) : new byte[0];
        return Compression.unpack(request, body, maxPayloadBytes);
    }

    /** Reads into memory of the right size where the size is known. */
    private static byte[] content(ServerRequest request, long length) {
        if (length < 0) {
            return request.content().as(byte[].class);
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes((int) length);
            if (in.read() >= 0) {
                throw new IllegalStateException("A body of more than its %d bytes".formatted(length));
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(ServerRequest request, ServerResponse response, MediaType type, Consumer<ByteOutput> content) {
        buffers.with(content, answer -> send(request, response, type, answer));
    }

    /** Returns when the answer is written: its memory is another's then. */
    private static void send(ServerRequest request, ServerResponse response, MediaType type, ByteOutput answer) {
        if (!response.headers().contains(RequestIds.HEADER)) {
            response.header(RequestIds.HEADER, RequestIds.ofNoMore(request));
        }
        response.headers().contentType(type);
        if (!Compression.isWanted(request, answer.size())) {
            response.send(answer.array(), 0, answer.size());
            return;
        }
        response.header(HeaderNames.CONTENT_ENCODING, "gzip");
        response.header(HeaderNames.VARY, "Accept-Encoding");
        response.send(Compression.pack(answer.array(), answer.size()));
    }
}
