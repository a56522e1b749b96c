package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.resource.DefaultClientResources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whom the client believes when nodes disagree. */
final class TestNewestTopologyClient {
    private static final RedisURI MASTER = RedisURI.create("redis://127.0.0.1:7000");
    private static final RedisURI OTHER = RedisURI.create("redis://127.0.0.1:7001");

    /** As the hung master sees the cluster when it wakes up: all is well, and it is the master. */
    private static final Partitions BEFORE = ClusterPartitionParser.parse("""
            a 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-16383
            b 127.0.0.1:7001@17001 slave a 0 0 1 connected
            """);

    /** As its successor sees it. */
    private static final Partitions AFTER = ClusterPartitionParser.parse("""
            a 127.0.0.1:7000@17000 master,fail - 0 0 1 disconnected
            b 127.0.0.1:7001@17001 myself,master - 0 0 4 connected 0-16383
            """);

    @Test
    void aMasterThatHungIsNotBelievedOverItsSuccessor() {
        DefaultClientResources resources = DefaultClientResources.create();
        try (NewestTopologyClient client = new NewestTopologyClient(resources, List.of(MASTER))) {
            Partitions believed = client.determinePartitions(BEFORE, Map.of(MASTER, BEFORE, OTHER, AFTER));

            assertThat(believed.getPartitionByNodeId("b").getSlots()).hasSize(16_384);
            assertThat(believed.getPartitionByNodeId("a").getSlots()).isEmpty();
        } finally {
            resources.shutdown();
        }
    }

    @Test
    void nodesThatAgreeAreAllHeard() {
        assertThat(NewestTopologyClient.newest(Map.of(MASTER, BEFORE, OTHER, BEFORE)))
                .hasSize(2);
        assertThat(NewestTopologyClient.newest(Map.of())).isEmpty();
    }
}
