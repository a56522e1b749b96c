package dev.tidemark.push;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITPushOutboxOnPostgres extends PushOutboxContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
