package dev.tidemark.push;

import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class TestPushOutboxOnH2 extends PushOutboxContract {
    @TempDir
    Path folder;

    @Override
    protected MetadataConfig emptyDatabase() {
        return LocalMetadata.config(folder);
    }
}
