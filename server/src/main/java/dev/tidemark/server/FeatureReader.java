package dev.tidemark.server;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.StoredValues;
import dev.tidemark.online.transcode.LocatedRows;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches what a plan asks for, of all its groups at once. Thread-safe. */
final class FeatureReader {
    private final StoredValues store;
    private final InstantSource clock;

    FeatureReader(StoredValues store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What was found.
     *
     * @param rows per part of the plan, with a row per entity
     * @param readAt microseconds since the epoch, UTC: the instant at which ages were taken
     */
    record Found(QuestionPlan plan, List<EntityKey> entities, List<LocatedRows> rows, long readAt) {}

    Found read(QuestionPlan plan, List<EntityKey> entities) {
        List<byte[]> keys = new ArrayList<>(plan.parts().size() * entities.size());
        for (QuestionPlan.Part part : plan.parts()) {
            for (EntityKey entity : entities) {
                keys.add(KeyFormat.key(part.plan().group(), part.key(entity)));
            }
        }
        List<byte @Nullable []> values = store.values(keys).orThrow();
        long now = Microseconds.of(clock.instant());
        List<LocatedRows> rows = new ArrayList<>(plan.parts().size());
        int from = 0;
        for (QuestionPlan.Part part : plan.parts()) {
            LocatedRows located = part.plan().locate(values.subList(from, from + entities.size()), now);
            for (Map.Entry<Integer, FeatureStoreException> broken :
                    located.broken().entrySet()) {
                throw named(broken.getValue(), keys.get(from + broken.getKey()));
            }
            rows.add(located);
            from += entities.size();
        }
        return new Found(plan, entities, rows, now);
    }

    private static FeatureStoreException named(FeatureStoreException broken, byte[] key) {
        return new FeatureStoreException(
                broken.code(),
                "%s (key '%s'); the group's next full sync replaces it"
                        .formatted(broken.getMessage(), new String(key, StandardCharsets.UTF_8)),
                broken);
    }
}
