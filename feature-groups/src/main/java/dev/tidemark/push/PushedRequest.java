package dev.tidemark.push;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was taken.
 *
 * @param deliveredAt when its rows had been written into the online store; null where they have not been
 */
public record PushedRequest(
        long id,
        String featureGroup,
        int rowCount,
        String content,
        Instant acceptedAt,
        @Nullable Instant deliveredAt) {

    /**
     * Its rows, by the group's definition of now.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code SOURCE_MISMATCH where they do not fit it any more
     */
    public List<FeatureRow> rows(FeatureGroup group) {
        return StoredRows.read(group, content, id);
    }
}
