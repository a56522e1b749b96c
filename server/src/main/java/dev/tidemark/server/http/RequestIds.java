package dev.tidemark.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Ids by which a client, its answer and the server's log name one request. */
public final class RequestIds {
    public static final HeaderName HEADER = HeaderNames.create("X-Request-Id");

    /** The id of the questions that the server asks itself, which tells them from those of clients. */
    public static final String OWN = "warm-up-" + UUID.randomUUID();

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestIds() {}

    /** The client's own id where it sent a sane one, else a new one; the same for the whole request. */
    public static String of(ServerRequest request) {
        return request.context().get(HEADER, String.class).orElseGet(() -> {
            String id = ofNoMore(request);
            request.context().register(HEADER, id);
            return id;
        });
    }

    /** The same for an answer that cannot fail any more: nobody will ask for its id again. */
    static String ofNoMore(ServerRequest request) {
        return request.headers()
                .first(HEADER)
                .filter(sent -> FORM.matcher(sent).matches())
                .orElseGet(RequestIds::newId);
    }

    /** An id needs to be one of its kind, not to be hard to guess. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
