package dev.tidemark.run;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITRunHistoryOnPostgres extends RunHistoryContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
