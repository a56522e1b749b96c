package dev.tidemark.server.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.online.ReadValues;
import dev.tidemark.online.StoredValues;
import dev.tidemark.server.answer.FallbackValues;
import dev.tidemark.server.answer.FeaturePlan;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a plan asks for, of all its groups at once, and puts fallbacks where the store cannot be asked.
 * Thread-safe.
 */
public final class FeatureReader {
    private final StoredValues store;
    private final LastKnownValues lastKnown;
    private final InstantSource clock;

    public FeatureReader(StoredValues store, LastKnownValues lastKnown, InstantSource clock) {
        this.store = store;
        this.lastKnown = lastKnown;
        this.clock = clock;
    }

    /** What was found.
     *
     * @param rows per part of the plan, with a row per entity
     * @param readAt microseconds since the epoch, UTC: the instant at which ages were taken
     */
    public record Found(QuestionPlan plan, List<EntityKey> entities, List<LocatedRows> rows, long readAt) {
        /** Whether anything could not be read. */
        boolean isPartial() {
            for (LocatedRows part : rows) {
                if (part.isPartial()) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * @throws FeatureStoreException with code ONLINE_STORE_UNAVAILABLE or CORRUPT_VALUE where something cannot be read,
     *     has no fallback, and the plan takes no partial answers
     */
    Found read(QuestionPlan plan, List<EntityKey> entities) {
        List<byte[]> keys = new ArrayList<>(plan.parts().size() * entities.size());
        for (QuestionPlan.Part part : plan.parts()) {
            for (EntityKey entity : entities) {
                keys.add(KeyFormat.key(part.plan().group(), part.key(entity)));
            }
        }
        ReadValues read = store.values(keys);
        long now = Microseconds.of(clock.instant());
        List<LocatedRows> rows = new ArrayList<>(plan.parts().size());
        int from = 0;
        for (QuestionPlan.Part part : plan.parts()) {
            List<byte @Nullable []> values = read.values().subList(from, from + entities.size());
            LocatedRows located = LocatedRows.of(part.plan(), values, now);
            if (!read.failures().isEmpty()
                    || !located.broken().isEmpty()
                    || part.plan().wantsLastKnown()) {
                new PartReader(plan, keys, read, from, located, now).settle();
            }
            rows.add(located);
            from += entities.size();
        }
        return new Found(plan, entities, rows, now);
    }

    /** Looks after the rows of one part that failed, and notes the others for when they will. */
    private final class PartReader {
        private final QuestionPlan question;
        private final List<byte[]> keys;
        private final ReadValues read;
        private final int from;
        private final LocatedRows rows;
        private final long now;

        PartReader(QuestionPlan question, List<byte[]> keys, ReadValues read, int from, LocatedRows rows, long now) {
            this.question = question;
            this.keys = keys;
            this.read = read;
            this.from = from;
            this.rows = rows;
            this.now = now;
        }

        void settle() {
            FeaturePlan plan = rows.plan();
            boolean noted = plan.wantsLastKnown();
            for (int row = 0; row < rows.size(); row++) {
                byte[] key = keys.get(from + row);
                FeatureStoreException failure = failure(row, key);
                if (failure != null) {
                    replace(row, key, failure);
                } else if (noted) {
                    lastKnown.note(key, read.values().get(from + row), now);
                }
            }
        }

        private @Nullable FeatureStoreException failure(int row, byte[] key) {
            FeatureStoreException unread = read.failures().get(from + row);
            FeatureStoreException broken = rows.broken().get(row);
            return unread == null && broken != null ? named(broken, key) : unread;
        }

        private void replace(int row, byte[] key, FeatureStoreException failure) {
            // A fallback is for a store that cannot be asked; a broken value is a fault to be seen.
            FallbackValues fallback = failure.code() == ErrorCode.ONLINE_STORE_UNAVAILABLE
                    ? lastKnown.fallback(rows.plan(), key, now)
                    : FallbackValues.none(rows.plan());
            if (!fallback.isWhole() && !question.options().partial()) {
                throw failure;
            }
            rows.replace(row, fallback);
        }
    }

    private static FeatureStoreException named(FeatureStoreException broken, byte[] key) {
        return new FeatureStoreException(
                broken.code(),
                "%s (key '%s'); the group's next full sync replaces it"
                        .formatted(broken.getMessage(), new String(key, StandardCharsets.UTF_8)),
                broken);
    }
}
