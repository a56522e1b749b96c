package dev.tidemark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.redis.RedisConfig;
import dev.tidemark.online.redis.RedisOnlineStore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answers of the online store at a later instant, read with a clock that is ahead: nothing is computed or synced
 * until then.
 */
final class LaterAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedisConfig redis;
    private final Instant now;
    private final Instant later;
    private int changed;

    LaterAnswers(RedisConfig redis, Instant now, Instant later) {
        this.redis = redis;
        this.now = now;
        this.later = later;
    }

    /** The number of values that are other ones at the later instant than now. */
    int changed() {
        return changed;
    }

    /** Returns the later values in the form of the server's answers. */
    JsonNode of(FeatureGroup group, List<List<Long>> keys) {
        List<EntityKey> entities = keys.stream()
                .map(key -> EntityKey.of(group.entity(), key.toArray()))
                .toList();
        List<OnlineFeatures> before = read(group, entities, now);
        List<OnlineFeatures> after = read(group, entities, later);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("metadata").put("served_at", later.toString());
        ObjectNode features = answer.putObject("features");
        for (int entity = 0; entity < keys.size(); entity++) {
            ObjectNode values = features.putObject(
                    keys.get(entity).stream().map(String::valueOf).collect(Collectors.joining(":")));
            for (int feature = 0; feature < group.features().size(); feature++) {
                JsonNode value = JSON.valueToTree(after.get(entity).values().get(feature));
                values.set(group.featureNames().get(feature), value);
                changed += value.equals(
                                JSON.valueToTree(before.get(entity).values().get(feature)))
                        ? 0
                        : 1;
            }
        }
        return answer;
    }

    private List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> entities, Instant at) {
        try (RedisOnlineStore store = RedisOnlineStore.open(redis, () -> at)) {
            return store.read(group, entities, group.featureNames());
        }
    }
}
