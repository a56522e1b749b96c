package dev.tidemark.schedule;

import dev.tidemark.conf.Secret;
import dev.tidemark.registry.MetadataConfig;
import java.nio.file.Path;

final class TestScheduleOnH2 extends ScheduleContract {
    @Override
    MetadataConfig config(Path folder) {
        return new MetadataConfig(
                "jdbc:h2:file:" + folder.resolve("metadata").toAbsolutePath()
                        + ";MODE=PostgreSQL;AUTO_SERVER=TRUE;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "tidemark",
                new Secret(""),
                4);
    }
}
