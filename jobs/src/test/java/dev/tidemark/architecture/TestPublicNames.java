package dev.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.architecture.MainSources.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two public types of one simple name are one word for two concepts, and a wrong import away from a mistake. */
final class TestPublicNames {
    @TempDir
    Path folder;

    @Test
    void noTwoPublicTypesHaveOneSimpleName() throws IOException {
        assertThat(shared(Path.of(System.getProperty("tidemark.root"))))
                .as("public types of one simple name; see docs/reference/glossary.md for the words that are taken")
                .isEmpty();
    }

    @Test
    void twoPublicTypesOfOneNameInTwoModulesAreFoundAndPrivateOnesAreNot() throws IOException {
        Files.writeString(folder.resolve("pom.xml"), "<module>kitchen</module>\n<module>cellar</module>");
        plant("kitchen", "Shelf", "public final class Shelf {}");
        plant("cellar", "Shelf", "@Deprecated\npublic sealed interface Shelf permits Board {}");
        plant("kitchen", "Board", "public record Board(int length) {}");
        plant("cellar", "Board", "record Board(int length) {}");

        assertThat(shared(folder))
                .containsExactly(Map.entry(
                        "Shelf", List.of("dev.tidemark.kitchen of kitchen", "dev.tidemark.cellar of cellar")));
    }

    private void plant(String module, String name, String type) throws IOException {
        Path room =
                Files.createDirectories(folder.resolve("%s/src/main/java/dev/tidemark/%s".formatted(module, module)));
        Files.writeString(room.resolve(name + ".java"), "package dev.tidemark.%s;\n\n%s\n".formatted(module, type));
    }

    /** The simple names of several public top-level types, and where these are. */
    private static Map<String, List<String>> shared(Path root) throws IOException {
        Map<String, List<Source>> types = new TreeMap<>();
        for (Source source : MainSources.of(root)) {
            Pattern declaration =
                    Pattern.compile("(?m)^public .*\\b(class|interface|record|enum) " + source.type() + "\\b");
            if (declaration.matcher(source.text()).find()) {
                types.computeIfAbsent(source.type(), name -> new ArrayList<>()).add(source);
            }
        }
        return types.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .map(source -> source.packageName() + " of " + source.module())
                                .toList()));
    }
}
