package dev.tidemark.schedule;

import dev.tidemark.registry.LocalMetadata;
import dev.tidemark.registry.MetadataConfig;
import java.nio.file.Path;

final class TestScheduleOnH2 extends ScheduleContract {
    @Override
    MetadataConfig config(Path folder) {
        return LocalMetadata.config(folder);
    }
}
