package dev.tidemark.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.definition.Definitions;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.metadata.LocalMetadata;
import dev.tidemark.metadata.MetadataDatabase;
import dev.tidemark.registry.Plan;
import dev.tidemark.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestProjectClasses {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void definitionsOfAnyFileAndPackageAreFound() throws IOException {
        write("features/Many.java", """
                import dev.tidemark.feature.*;
                public class Many {
                    static class Inside implements FeatureGroupDefinition { public FeatureGroup define() { return Groups.of("inside"); } }
                    static final class Ignored {}
                }
                class Second implements FeatureGroupDefinition { public FeatureGroup define() { return Groups.of("second"); } }
                """);
        write("features/shop/deep/Third.java", """
                package shop.deep;
                public class Third extends shop.Named { protected String name() { return "third"; } }
                """);
        write("features/shop/Named.java", """
                package shop;
                import dev.tidemark.feature.*;
                public abstract class Named implements FeatureGroupDefinition {
                    protected abstract String name();
                    public FeatureGroup define() { return %s; }
                }
                """.formatted(built("name()")));
        write("features/Groups.java", """
                import dev.tidemark.feature.*;
                class Groups { static FeatureGroup of(String name) { return %s; } }
                """.formatted(built("name")));
        write("features/.#Many.java", "what an editor leaves");

        assertThat(names("features")).containsExactly("inside", "second", "third");
    }

    @Test
    void anotherFolderOrADeletedOrOlderFileIsAnotherProject() throws IOException {
        group("a/A.java", "from_a");
        Path older = group("b/A.java", "from_b");
        Files.setLastModifiedTime(older, FileTime.from(NOW.minus(Duration.ofDays(900))));
        group("b/B.java", "also_b");

        assertThat(names("a")).containsExactly("from_a");
        assertThat(names("b")).containsExactly("also_b", "from_b");
        assertThat(names("a")).containsExactly("from_a");

        Files.delete(folder.resolve("b/B.java"));

        assertThat(names("b")).containsExactly("from_b");

        Files.copy(folder.resolve("b/A.java"), folder.resolve("a/C.java"));
        write("a/C.java", definition("C", "moved_here"));

        assertThat(names("a")).containsExactly("from_a", "moved_here");
    }

    @Test
    void unchangedSourcesAreNotCompiledAgainAndWhatNobodyUsesIsDeleted() throws IOException {
        group("features/A.java", "first");
        names("features");
        List<Path> compiled = jars();
        assertThat(compiled).hasSize(1);
        byte[] before = Files.readAllBytes(compiled.getFirst());
        Files.setLastModifiedTime(folder.resolve("features/A.java"), FileTime.from(NOW.plusSeconds(60)));

        names("features");
        assertThat(jars()).isEqualTo(compiled);
        assertThat(compiled.getFirst()).hasBinaryContent(before);

        try (ProjectClasses open = open("features", NOW)) {
            Files.writeString(home().resolve("definitions/left.new"), "by a killed command");
            Files.setLastModifiedTime(home().resolve("definitions/left.new"), FileTime.from(NOW));
            group("features/A.java", "second");
            // Another command would not have this one's classes.
            Thread.currentThread().setContextClassLoader(TestProjectClasses.class.getClassLoader());
            try (ProjectClasses later = open("features", NOW.plus(Duration.ofDays(2)))) {
                assertThat(names(later)).containsExactly("second");
            }

            assertThat(jars()).hasSize(1).doesNotContainAnyElementsOf(compiled);
            assertThat(names(open)).containsExactly("first");
        }
    }

    @Test
    void twoCommandsAtOnceAreRight() throws Exception {
        group("features/A.java", "shared");
        int commands = 4;
        try (ExecutorService threads = Executors.newFixedThreadPool(commands)) {
            List<Callable<List<String>>> calls = IntStream.range(0, commands)
                    .<Callable<List<String>>>mapToObj(number -> () -> names("features"))
                    .toList();
            for (Future<List<String>> found : threads.invokeAll(calls)) {
                assertThat(found.get()).containsExactly("shared");
            }
        }

        try (Stream<Path> left = Files.list(home().resolve("definitions"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void whatDoesNotCompileIsToldInTheCompilersWordsAndLeavesNothing() throws IOException {
        write("features/One.java", "class One { int a = \"text\"; }\n");
        write("features/Two.java", "class Two {\n    Missing b;\n}\n");

        assertThatThrownBy(() -> names("features"))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("do not compile:")
                .hasMessageContaining(folder.resolve("features/One.java") + ":1: error: incompatible types")
                .hasMessageContaining(folder.resolve("features/Two.java") + ":2: error: cannot find symbol")
                .extracting(failure -> ((FeatureStoreException) failure).code())
                .isEqualTo(ErrorCode.INVALID_DEFINITION);
        assertThat(home().resolve("definitions")).doesNotExist();
    }

    @Test
    void aNamedFolderThatIsNotThereIsRefusedAndTheUsualOneMayBeMissing() {
        assertThatThrownBy(() -> open("nowhere", NOW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TIDEMARK_FEATURES is '" + folder.resolve("nowhere") + "', expected a folder");

        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("TIDEMARK_FEATURES", ""))) {
            try (ProjectClasses none = ProjectClasses.open(environment, home(), NOW)) {
                assertThat(none.names()).isEmpty();
                assertThat(none.jar()).isEmpty();
            }
        }
    }

    /** More than a command line has room for. */
    @Test
    void twoThousandGroupsAreCompiledRegisteredAndRead() throws IOException {
        int count = 2_000;
        write("features/Numbered.java", """
                import dev.tidemark.feature.*;
                abstract class Numbered implements FeatureGroupDefinition {
                    abstract int number();
                    public FeatureGroup define() { return %s; }
                }
                """.formatted(built("\"group_\" + number()")));
        for (int number = 0; number < count; number++) {
            write(
                    "features/team%d/Group%d.java".formatted(number % 50, number),
                    "class Group%d extends Numbered { int number() { return %d; } }".formatted(number, number));
        }
        Path home = Files.createDirectories(home());
        try (ProjectClasses project = open("features", NOW);
                MetadataDatabase database = LocalMetadata.open(home)) {
            Registry registry = new Registry(database, () -> NOW);
            List<Definition> all =
                    Definitions.on(project.loader(), project.names()).all();
            Plan applied = registry.apply(registry.plan(all));

            assertThat(applied.changes()).hasSize(count);
            assertThat(registry.plan(all).isEmpty()).isTrue();
            assertThat(registry.latest()).hasSize(count);
            assertThat(registry.group("group_1999").name()).isEqualTo("group_1999");
            assertThatThrownBy(() -> registry.group("group_2000"))
                    .hasMessageStartingWith("No feature group 'group_2000'; did you mean group_");
        }
    }

    private List<String> names(String features) {
        try (ProjectClasses project = open(features, NOW)) {
            return names(project);
        }
    }

    private static List<String> names(ProjectClasses project) {
        return Definitions.on(project.loader(), project.names()).all().stream()
                .map(Definition::name)
                .toList();
    }

    private ProjectClasses open(String features, Instant now) {
        return ProjectClasses.open(
                Map.of("TIDEMARK_FEATURES", folder.resolve(features).toString()), home(), now);
    }

    private Path home() {
        return folder.resolve("home");
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(home().resolve("definitions"))) {
            return files.toList();
        }
    }

    private Path group(String file, String name) throws IOException {
        String type = Path.of(file).getFileName().toString().replace(".java", "");
        return write(file, definition(type, name));
    }

    private static String definition(String type, String name) {
        return """
                import dev.tidemark.feature.*;
                public class %s implements %s { public FeatureGroup define() { return %s; } }
                """.formatted(type, FeatureGroupDefinition.class.getSimpleName(), built('"' + name + '"'));
    }

    /** An expression. */
    private static String built(String name) {
        return """
                FeatureGroup.named(%s).describedAs("d").ownedBy("o")
                    .entity(Entity.of("user", "A user", "user_id", ScalarType.INT64))
                    .source(DataSource.table("shop.events").timestamp("at"))
                    .feature("n", ScalarType.INT64, "A number").sql("SELECT 1").build()""".formatted(name);
    }

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }
}
