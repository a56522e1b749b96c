package dev.tidemark.requestlog;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITRequestLogOnPostgres extends RequestLogContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
