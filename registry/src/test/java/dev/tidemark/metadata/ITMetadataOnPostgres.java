package dev.tidemark.metadata;

final class ITMetadataOnPostgres extends MetadataContract {
    @Override
    protected MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
