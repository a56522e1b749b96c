package dev.tidemark.push;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request.
 *
 * @param deliveredAt when its rows had been written to the online store, or need not be any more; null before that
 * @param forTable whether its rows come online only through the table
 */
public record PushedRequest(
        long id,
        String featureGroup,
        int rowCount,
        String content,
        Instant acceptedAt,
        @Nullable Instant deliveredAt,
        boolean forTable) {

    /** Returns true if its rows were written to the online store. */
    public boolean isOnline() {
        return deliveredAt != null && !forTable;
    }

    /**
     * Returns its rows, read by the group's current definition.
     *
     * @throws dev.tidemark.feature.FeatureStoreException with code SOURCE_MISMATCH if they no longer fit it
     */
    public List<FeatureRow> rows(FeatureGroup group) {
        return StoredRows.read(group, content, id);
    }
}
