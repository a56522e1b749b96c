package dev.tidemark.server.push;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.push.PushOutbox;
import java.util.List;

/**
 * Where pushed rows go.
 *
 * @param outbox keeps them first
 * @param online serves them
 */
public record PushStores(PushOutbox outbox, RowWriter online, PushConfig config) {
    /** The online store's guarded write. */
    @FunctionalInterface
    public interface RowWriter {
        /**
         * @throws dev.tidemark.feature.FeatureStoreException with code ONLINE_STORE_UNAVAILABLE; offering the rows
         * again is harmless
         */
        void write(FeatureGroup group, List<FeatureRow> rows);
    }
}
