package dev.tidemark.server.connection;

import dev.tidemark.server.ServerFixture;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server for tests that write bytes to its socket: short patience, small bodies, few slots. */
abstract class RawHttpServer {
    static final String QUESTION = "{\"feature_group\": \"payments\", \"entity_ids\": [17]}";
    static final String FOLLOWER = "GET /feature-groups/payments HTTP/1.1\r\nHost: x\r\nX-Request-Id: follower\r\n\r\n";
    static final int MOST_BODY = 4_096;
    static final int SLOTS = 4;
    static final byte[] LARGE = new byte[10 << 20];
    static final ConnectionTimeouts TIMEOUTS = ConnectionTimeouts.USUAL
            .withHead(Duration.ofMillis(600))
            .withBody(Duration.ofMillis(600))
            .withAnswer(Duration.ofMillis(1_500))
            .withIdle(Duration.ofSeconds(60));
    static ServerFixture fixture;

    @BeforeAll
    static void start() {
        new Random(20_261_128).nextBytes(LARGE);
        fixture = new ServerFixture(TIMEOUTS, MOST_BODY, SLOTS, RawHttpServer::large);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    static void large(HttpRouting.Builder routing) {
        routing.get("/large", (request, response) -> response.send(LARGE));
    }

    static RawClient connect() throws Exception {
        return new RawClient(fixture.server.port());
    }

    static String post(String headers, String body) {
        return "POST /features/online HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + headers + "\r\n"
                + body;
    }

    static String post(String body) {
        return post("Content-Length: " + body.length() + "\r\n", body);
    }

    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
