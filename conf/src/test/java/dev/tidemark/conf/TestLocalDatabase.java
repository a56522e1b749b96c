package dev.tidemark.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestLocalDatabase {
    @TempDir
    Path folder;

    @Test
    void aNewDatabaseGetsARandomPasswordThatStaysAndThatItsOwnerAloneCanRead() throws IOException {
        String password = password(Map.of());

        assertThat(password).matches("[0-9a-f]{48}");
        assertThat(password(Map.of())).isEqualTo(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept())))
                .isEqualTo("rw-------");
        try (var files = Files.list(kept().getParent())) {
            assertThat(files).containsExactly(kept());
        }
    }

    @Test
    void ofManyProcessesThatBeginAtOnceAllHaveTheSame() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 32).parallel().forEach(process -> seen.add(password(Map.of())));

        assertThat(seen).hasSize(1);
    }

    @Test
    void aDatabaseThatWasMadeWithoutOneKeepsHavingNone() throws IOException {
        Files.createDirectories(kept().getParent());
        Files.createFile(kept().resolveSibling("metadata.mv.db"));

        assertThat(password(Map.of())).isEmpty();
        assertThat(kept()).doesNotExist();
    }

    @Test
    void whatIsSetCountsAndOtherDatabasesHaveTheirOwn() {
        assertThat(password(Map.of("TIDEMARK_METADATA_PASSWORD", "given"))).isEqualTo("given");
        for (String url : List.of("jdbc:postgresql://db:5432/tidemark", "jdbc:h2:mem:x", "jdbc:h2:tcp://host/x")) {
            assertThat(password(Map.of("TIDEMARK_METADATA_URL", url))).as(url).isEmpty();
        }
        assertThat(kept()).doesNotExist();
    }

    private Path kept() {
        return folder.resolve("home/metadata.password");
    }

    private String password(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("TIDEMARK_HOME", folder.resolve("home").toString());
        return LocalDatabase.password(Settings.load(environment, Optional.empty()))
                .value();
    }
}
