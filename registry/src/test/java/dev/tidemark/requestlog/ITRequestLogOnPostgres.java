package dev.tidemark.requestlog;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITRequestLogOnPostgres extends RequestLogContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
