package dev.tidemark.metadata;

final class ITUpgradeOnPostgres extends UpgradeContract {
    @Override
    MetadataConfig emptyDatabase() {
        return SharedPostgres.emptyDatabase();
    }
}
