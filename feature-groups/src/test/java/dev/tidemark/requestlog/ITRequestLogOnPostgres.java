package dev.tidemark.requestlog;

import dev.tidemark.registry.MetadataConfig;
import dev.tidemark.registry.SharedPostgres;

final class ITRequestLogOnPostgres extends RequestLogContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
