package dev.tidemark.online.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Believes those nodes that know of the latest change of the cluster. Lettuce itself believes the node that sees most
 * others in good health, and that is a master that has hung and comes back: it has heard neither of its own death nor
 * of its successor, and would be asked for values that are as old as its sleep.
 */
final class NewestTopologyClient extends RedisClusterClient {

    NewestTopologyClient(ClientResources resources, Iterable<RedisURI> seeds) {
        super(resources, seeds);
    }

    @Override
    protected Partitions determinePartitions(Partitions current, Map<RedisURI, Partitions> topologyViews) {
        return super.determinePartitions(current, newest(topologyViews));
    }

    /** The views with the greatest configuration epoch: each change of who has which slots makes a greater one. */
    static Map<RedisURI, Partitions> newest(Map<RedisURI, Partitions> views) {
        long newest = views.values().stream()
                .mapToLong(NewestTopologyClient::epoch)
                .max()
                .orElse(0);
        Map<RedisURI, Partitions> kept = new LinkedHashMap<>(views);
        kept.values().removeIf(view -> epoch(view) < newest);
        return kept;
    }

    private static long epoch(Partitions view) {
        return view.stream().mapToLong(RedisClusterNode::getConfigEpoch).max().orElse(0);
    }
}
