package dev.tidemark.server.http;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.server.body.Malformed;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Gzip on both ways. A small body that grows beyond the limit when it is unpacked is refused while it grows. */
final class Compression {
    /** A smaller answer fits into one packet as it is. */
    private static final int WORTH_IT = 1_400;

    private Compression() {}

    /** @throws FeatureStoreException with code PAYLOAD_TOO_LARGE or MALFORMED_REQUEST */
    static byte[] unpack(ServerRequest request, byte[] body, int limit) {
        String encoding = String.join(", ", request.headers().values(HeaderNames.CONTENT_ENCODING))
                .toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> body;
            case "gzip" -> gunzip(body, limit);
            default ->
                throw new HttpException(
                        "Content-Encoding '%s' is not known; allowed: gzip".formatted(encoding),
                        Status.UNSUPPORTED_MEDIA_TYPE_415,
                        true);
        };
    }

    private static byte[] gunzip(byte[] body, int limit) {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] unpacked = content.readNBytes(limit + 1);
            if (unpacked.length > limit) {
                throw new FeatureStoreException(
                        ErrorCode.PAYLOAD_TOO_LARGE, "An unpacked body of more than %d bytes".formatted(limit));
            }
            return unpacked;
        } catch (IOException e) {
            throw Malformed.because("the body is not gzip, or ends too early");
        }
    }

    static boolean isWanted(ServerRequest request, int size) {
        return size >= WORTH_IT
                && request.headers()
                        .first(HeaderNames.ACCEPT_ENCODING)
                        .filter(accepted -> accepted.toLowerCase(Locale.ROOT)
                                .replace(" ", "")
                                .matches("(.*,)?gzip(;q=(1|0?\\.[1-9]).*)?(,.*)?"))
                        .isPresent();
    }

    static byte[] pack(byte[] bytes, int length) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 2);
        try (GZIPOutputStream gzip = new Fastest(packed)) {
            gzip.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return packed.toByteArray();
    }

    private static final class Fastest extends GZIPOutputStream {
        Fastest(ByteArrayOutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
