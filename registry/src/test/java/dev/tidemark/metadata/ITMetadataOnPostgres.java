package dev.tidemark.metadata;

final class ITMetadataOnPostgres extends MetadataContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
