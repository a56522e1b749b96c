package dev.tidemark.registry;

final class ITMetadataOnPostgres extends MetadataContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
