package dev.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package of many files is a drawer, not a room. */
final class TestPackageSizes {
    private static final int MOST = 25;

    /**
     * What is larger all the same, and how large it may be. All but the first are to be divided; until then they must
     * not grow.
     */
    private static final Map<String, Integer> LARGER = Map.of(
            // What users declare features with is one import.
            "dev.tidemark.feature", 40,
            "dev.tidemark.online.redis", 26,
            "dev.tidemark.benchmark.pointintime", 34);

    @TempDir
    Path folder;

    @Test
    void aPackageHasAtMost25Files() throws IOException {
        Map<String, Integer> tooLarge = new TreeMap<>();
        try (Stream<Path> modules = Files.list(Path.of(System.getProperty("tidemark.root")))) {
            for (Path module : modules.toList()) {
                tooLarge.putAll(tooLarge(module.resolve("src/main/java")));
            }
        }

        tooLarge.entrySet().removeIf(found -> found.getValue() <= LARGER.getOrDefault(found.getKey(), MOST));
        assertThat(tooLarge).as("packages with more files than they may have").isEmpty();
    }

    @Test
    void aPackageOf26FilesIsFound() throws IOException {
        Path room = Files.createDirectories(folder.resolve("dev/tidemark/room"));
        Files.createFile(room.resolve("package-info.java"));
        for (int file = 0; file < MOST; file++) {
            Files.createFile(room.resolve("Thing%d.java".formatted(file)));
        }
        assertThat(tooLarge(folder)).isEmpty();

        Files.createFile(room.resolve("Another.java"));

        assertThat(tooLarge(folder)).containsExactly(Map.entry("dev.tidemark.room", 26));
    }

    /** The packages below a folder of sources, and how many files they have beside the one that describes them. */
    private static Map<String, Integer> tooLarge(Path sources) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        if (Files.isDirectory(sources)) {
            try (Stream<Path> all = Files.walk(sources)) {
                all.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                        .map(file -> sources.relativize(file.getParent()).toString())
                        .forEach(name -> files.merge(name.replace('/', '.'), 1, Integer::sum));
            }
        }
        files.values().removeIf(count -> count <= MOST);
        return files;
    }
}
