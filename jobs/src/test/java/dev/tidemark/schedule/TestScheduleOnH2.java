package dev.tidemark.schedule;

import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataConfig;
import java.nio.file.Path;

final class TestScheduleOnH2 extends ScheduleContract {
    @Override
    MetadataConfig config(Path folder) {
        return LocalMetadata.config(folder);
    }
}
