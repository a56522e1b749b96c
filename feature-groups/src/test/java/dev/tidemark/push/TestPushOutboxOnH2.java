package dev.tidemark.push;

import dev.tidemark.conf.Secret;
import dev.tidemark.registry.MetadataConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class TestPushOutboxOnH2 extends PushOutboxContract {
    @TempDir
    Path folder;

    @Override
    MetadataConfig emptyDatabase() {
        String url = "jdbc:h2:file:" + folder.resolve("metadata")
                + ";MODE=PostgreSQL;AUTO_SERVER=TRUE;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        return new MetadataConfig(url, "tidemark", new Secret(""), 4);
    }
}
