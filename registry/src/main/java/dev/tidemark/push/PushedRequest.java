package dev.tidemark.push;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was taken.
 *
 * @param deliveredAt when its rows had been written into the online store, or need not be any more; null where they
 *     have not been
 * @param forTable whether its rows are to be online only by way of the table
 */
public record PushedRequest(
        long id,
        String featureGroup,
        int rowCount,
        String content,
        Instant acceptedAt,
        @Nullable Instant deliveredAt,
        boolean forTable) {

    /** Whether its rows have been written into the online store. */
    public boolean isOnline() {
        return deliveredAt != null && !forTable;
    }

    /**
     * Its rows, by the group's definition of now.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code SOURCE_MISMATCH where they do not fit it any more
     */
    public List<FeatureRow> rows(FeatureGroup group) {
        return StoredRows.read(group, content, id);
    }
}
