package dev.tidemark.metadata;

import dev.tidemark.conf.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The metadata database as a newcomer has it: H2 in a folder, with the settings that are the default. */
public final class LocalMetadata {
    private LocalMetadata() {}

    public static MetadataConfig config(Path folder) {
        return MetadataConfig.from(
                Settings.load(Map.of("TIDEMARK_HOME", folder.toAbsolutePath().toString()), Optional.empty()));
    }

    public static MetadataDatabase open(Path folder) {
        return MetadataDatabase.open(config(folder));
    }
}
