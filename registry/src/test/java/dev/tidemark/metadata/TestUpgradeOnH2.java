package dev.tidemark.metadata;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class TestUpgradeOnH2 extends UpgradeContract {
    @TempDir
    Path folder;

    @Override
    MetadataConfig emptyDatabase() {
        return LocalMetadata.config(folder);
    }
}
