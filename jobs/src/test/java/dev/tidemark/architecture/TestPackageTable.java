package dev.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the architecture lists every package with what its {@code package-info.java} says. */
final class TestPackageTable {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));
    private static final Path PAGE = ROOT.resolve("docs/inside/architecture.md");

    /** Writes the table instead of comparing it: {@code -Dtidemark.pages=write}. */
    private static final boolean WRITE = "write".equals(System.getProperty("tidemark.pages"));

    @TempDir
    Path folder;

    @Test
    void thePageHasEveryPackageWithWhatItHolds() throws IOException {
        String expected = new PackageTable(Files.readString(PAGE), ROOT).page();
        if (WRITE) {
            Files.writeString(PAGE, expected);
        }

        assertThat(PAGE)
                .as("docs/inside/architecture.md; -Dtidemark.pages=write writes its table")
                .content()
                .isEqualTo(expected);
    }

    @Test
    void everyPackageSaysWhatItHoldsAndHasTheTypesToBeginWith() throws IOException {
        assertThat(new PackageTable(Files.readString(PAGE), ROOT).problems()).isEmpty();
    }

    @Test
    void aPackageThatThePageDoesNotHaveIsFoundAndItsTypesAreKept() throws IOException {
        Files.writeString(folder.resolve("pom.xml"), "<module>kitchen</module>");
        plant("pan", "/**\n * Pans and {@code lids}. They\n * hang.\n */", "Pan");
        plant("pot", "/** Pots. */", "Pot");
        String page = """
                Before
                <!-- packages: written by a test -->
                | kitchen | `dev.tidemark.pan` | Lids | `Pan`, only |
                <!-- end of packages -->
                After
                """;

        assertThat(new PackageTable(page, folder).page()).isEqualTo("""
                Before
                <!-- packages: written by a test -->

                | module | package | holds | begin with |
                |---|---|---|---|
                | kitchen | `dev.tidemark.pan` | Pans and `lids` | `Pan`, only |
                | | `dev.tidemark.pot` | Pots | |

                <!-- end of packages -->
                After
                """);
    }

    @Test
    void aTypeThatIsElsewhereAndASilentPackageAreFound() throws IOException {
        Files.writeString(folder.resolve("pom.xml"), "<module>kitchen</module>");
        plant("pan", "/** Pans. */", "Pan");
        plant("pot", "", "Pot");
        Files.delete(plant("sink", "/** Sinks. */", "Sink"));
        String page = """
                <!-- packages: written by a test -->
                | kitchen | `dev.tidemark.pan` | Pans | `Pan`, `Pot` |
                <!-- end of packages -->
                """;

        assertThat(new PackageTable(page, folder).problems())
                .containsExactly(
                        "dev.tidemark.pan has no type Pot",
                        "dev.tidemark.pot does not say what it holds",
                        "dev.tidemark.sink has no package-info.java");
    }

    private Path plant(String name, String javadoc, String type) throws IOException {
        Path room = Files.createDirectories(
                folder.resolve("kitchen/src/main/java/dev/tidemark").resolve(name));
        Files.writeString(room.resolve(type + ".java"), "package dev.tidemark.%s;\n".formatted(name));
        return Files.writeString(
                room.resolve("package-info.java"), "%s\npackage dev.tidemark.%s;\n".formatted(javadoc, name));
    }
}
