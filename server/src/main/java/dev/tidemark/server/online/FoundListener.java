package dev.tidemark.server.online;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Hears what was found for a request before it is answered, whatever the route. Thread-safe. */
public interface FoundListener {
    void found(ServerRequest request, ServerResponse response, FeatureReader.Found found);
}
