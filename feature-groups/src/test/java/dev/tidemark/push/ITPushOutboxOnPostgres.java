package dev.tidemark.push;

import dev.tidemark.registry.MetadataConfig;
import dev.tidemark.registry.SharedPostgres;

final class ITPushOutboxOnPostgres extends PushOutboxContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
