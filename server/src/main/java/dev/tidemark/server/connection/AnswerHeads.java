package dev.tidemark.server.connection;

import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * Adds {@code Connection: close} to an answer after which the connection will end, and ends the connection after an
 * answer that has it.
 */
final class AnswerHeads implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
        if (context instanceof GuardedContext guarded && headers instanceof WritableHeaders<?> answer) {
            if (!guarded.isKeptAlive()) {
                answer.set(HeaderValues.CONNECTION_CLOSE);
            }
            if (answer.contains(HeaderValues.CONNECTION_CLOSE)) {
                guarded.requests().close();
            }
        }
    }
}
