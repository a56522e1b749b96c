package dev.tidemark.server.connection;

import dev.tidemark.server.ServerFixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, as the defaults have it, until its input ends. */
final class HostileTarget {
    private static final int ANSWER_BYTES = 1 << 20;

    private HostileTarget() {}

    private static void fillMemory() {
        List<byte[]> kept = new ArrayList<>();
        while (kept.size() < Integer.MAX_VALUE) {
            kept.add(new byte[ANSWER_BYTES]);
        }
    }

    public static void main(String... arguments) throws IOException {
        if (arguments.length > 0) {
            fillMemory();
        }
        try (ServerFixture fixture = new ServerFixture(
                ConnectionTimeouts.USUAL,
                1 << 20,
                256,
                routing -> routing.get("/large", (request, response) -> response.send(new byte[ANSWER_BYTES])))) {
            System.out.println("port " + fixture.server.port());
            while (System.in.read() >= 0) {
                // Its parent is still there.
            }
        }
    }
}
