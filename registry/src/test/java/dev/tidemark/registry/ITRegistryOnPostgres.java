package dev.tidemark.registry;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;

final class ITRegistryOnPostgres extends RegistryContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
