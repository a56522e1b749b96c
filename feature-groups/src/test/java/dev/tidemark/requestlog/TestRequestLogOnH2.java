package dev.tidemark.requestlog;

import dev.tidemark.conf.Settings;
import dev.tidemark.registry.MetadataConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

final class TestRequestLogOnH2 extends RequestLogContract {
    @TempDir
    Path folder;

    @Override
    MetadataConfig emptyDatabase() {
        return MetadataConfig.from(Settings.load(Map.of("TIDEMARK_HOME", folder.toString()), Optional.empty()));
    }
}
