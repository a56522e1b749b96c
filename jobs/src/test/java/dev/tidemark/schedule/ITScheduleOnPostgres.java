package dev.tidemark.schedule;

import dev.tidemark.metadata.MetadataConfig;
import dev.tidemark.metadata.SharedPostgres;
import java.nio.file.Path;

final class ITScheduleOnPostgres extends ScheduleContract {
    @Override
    MetadataConfig config(Path folder) {
        return SharedPostgres.emptyDatabase();
    }
}
