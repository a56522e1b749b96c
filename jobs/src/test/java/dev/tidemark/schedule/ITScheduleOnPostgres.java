package dev.tidemark.schedule;

import dev.tidemark.registry.MetadataConfig;
import dev.tidemark.registry.SharedPostgres;
import java.nio.file.Path;

final class ITScheduleOnPostgres extends ScheduleContract {
    @Override
    MetadataConfig config(Path folder) {
        return SharedPostgres.emptyDatabase();
    }
}
