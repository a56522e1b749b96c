package dev.tidemark.syncposition;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITSyncPositionsOnPostgres extends SyncPositionContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
