package dev.tidemark.online.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestLocalRedisNode {
    @TempDir
    Path folder;

    /** As a node does that was killed just before: its port is open while the system ends it, and nobody answers. */
    @Test
    void aProgramThatEndsWhileItIsAskedLeavesThePortToNobody() throws Exception {
        try (ServerSocket ending = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            LocalRedisNode node = new LocalRedisNode(folder, ending.getLocalPort());
            Thread.ofVirtual().start(() -> endAtTheFirstQuestion(ending));

            assertThat(node.occupant()).isEqualTo(LocalRedisNode.Occupant.NOBODY);
        }
    }

    private static void endAtTheFirstQuestion(ServerSocket ending) {
        try (ending) {
            // The first connection looks whether anybody listens, the second asks.
            ending.accept().close();
            ending.accept().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
