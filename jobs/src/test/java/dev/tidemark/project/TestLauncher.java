package dev.tidemark.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher itself in a project of three empty modules; the build and the JVM say what they were asked for. */
final class TestLauncher {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));
    private static final List<String> MODULES = List.of("conf", "engine", "jobs");

    @TempDir
    Path folder;

    private Path project;
    private Path library;

    /** What a command printed, and its exit code. */
    private record Ended(int code, String results, String messages) {
        List<String> classPath() {
            List<String> words = results.lines().toList();
            return List.of(words.get(words.indexOf("-cp") + 1).split(":"));
        }
    }

    @BeforeEach
    void makeProject() throws IOException {
        project = folder.resolve("first project");
        library = write(folder.resolve("repository/guava/1.0/guava-1.0.jar"), "");
        for (String file : List.of("tidemark", ".mvn/jdk.sh", "conf/jvm.options", "conf/jvm-24.options")) {
            Files.createDirectories(project.resolve(file).getParent());
            Files.copy(ROOT.resolve(file), project.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        old(write(project.resolve("pom.xml"), ""));
        for (String module : MODULES) {
            old(write(project.resolve(module + "/pom.xml"), ""));
            old(write(project.resolve(module + "/src/main/java/A.java"), ""));
        }
        executable(project.resolve("mvnw"), """
                cd "$(dirname "$0")"
                echo "[INFO] Scanning for projects..."
                echo "[INFO] Building Tidemark 0.1.0-SNAPSHOT                              [1/4]"
                for module in conf engine jobs; do
                    echo "[INFO] Building Tidemark $module 0.1.0-SNAPSHOT          [2/4]"
                    mkdir -p $module/target
                    : >$module/target/$module-0.1.jar
                done
                [ ! -f broken ] || { echo "[ERROR] A.java:[1,1] class expected"; exit 3; }
                here=$(pwd)
                echo "$here/jobs/target/jobs-0.1.jar:$here/engine/target/engine-0.1.jar:$(cat ../library)" >jobs/target/classpath
                """);
        write(folder.resolve("library"), library.toString());
        jdk(folder.resolve("jdk"), "25.0.1");
    }

    @Test
    void aBuildShowsItsModulesAndIsNotRepeated() throws Exception {
        Ended first = tidemark("groups", "--json");

        assertThat(first.code()).isZero();
        assertThat(first.messages().lines())
                .containsExactly(
                        "Tidemark: using JDK 25 at " + folder.resolve("jdk"),
                        "Tidemark: building; the first time takes a few minutes, most of it downloads",
                        "Tidemark: building Tidemark, 1 of 4",
                        "Tidemark: building conf, 2 of 4",
                        "Tidemark: building engine, 2 of 4",
                        "Tidemark: building jobs, 2 of 4");
        assertThat(first.classPath())
                .containsExactly(jar("jobs").toString(), jar("engine").toString(), library.toString());
        assertThat(first.results().lines())
                .endsWith("-Dtidemark.root=" + project, "dev.tidemark.cli.Tidemark", "groups", "--json");
        assertThat(tidemark("groups").messages()).isEmpty();

        write(project.resolve("engine/src/main/java/A.java"), "class A {}");
        Files.setLastModifiedTime(
                project.resolve("engine/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(10)));

        assertThat(tidemark("groups").messages()).contains("building engine");
    }

    @Test
    void aCommandWithoutSparkStartsWithItsClassesAtHand() throws Exception {
        String archive = "-XX:SharedArchiveFile=" + project.resolve("jobs/target/classes-25.jsa");

        assertThat(tidemark("--conf", "mine.yaml", "groups").results().lines())
                .contains(archive, "-XX:TieredStopAtLevel=1");
        assertThat(tidemark("materialize", "groups").results().lines())
                .contains(archive, "-Xmx2g")
                .doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(tidemark(List.of("TIDEMARK_JAVA_OPTIONS=-Xmx3g"), "groups")
                        .results()
                        .lines())
                .contains("-Xmx3g")
                .doesNotContain("-XX:TieredStopAtLevel=1", "-Xmx1g");
    }

    /** The server's class path is not even looked for. */
    @Test
    void theHelpOfTheServerIsThatOfTheCommandLine() throws Exception {
        assertThat(tidemark("serve", "--help").results().lines())
                .endsWith("dev.tidemark.cli.Tidemark", "serve", "--help")
                .contains("-XX:TieredStopAtLevel=1");
        assertThat(tidemark("serve", "--conf", "mine.yaml", "-h").results().lines())
                .contains("dev.tidemark.cli.Tidemark");
    }

    @Test
    void aJdkInOneOfTheUsualFoldersIsFound() throws Exception {
        jdk(folder.resolve("old"), "17.0.1");
        jdk(folder.resolve(".jdks/newest"), "99.0.1");

        Ended ended = tidemark(
                List.of(
                        "JAVA_HOME=" + folder.resolve("nowhere"),
                        "HOME=" + folder,
                        "PATH=" + folder.resolve("old/bin") + ":" + System.getenv("PATH")),
                "groups");

        assertThat(ended.messages()).startsWith("Tidemark: using JDK 99 at " + folder.resolve(".jdks/newest"));
    }

    @Test
    void aBuildThatFailsSaysWhyAndStartsNothing() throws Exception {
        write(project.resolve("broken"), "");

        Ended ended = tidemark("groups");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.messages()).endsWith("[ERROR] A.java:[1,1] class expected\n");
        assertThat(ended.results()).isEmpty();
    }

    @Test
    void aMovedOrCopiedProjectUsesItsOwnJars() throws Exception {
        tidemark("groups");
        Path original = project;
        project = folder.resolve("copy");
        copy(original, project);

        Ended copied = tidemark("groups");

        assertThat(copied.messages()).isEmpty();
        assertThat(copied.classPath())
                .containsExactly(jar("jobs").toString(), jar("engine").toString(), library.toString());

        project = Files.move(original, folder.resolve("moved"));

        assertThat(tidemark("groups").classPath())
                .containsExactly(jar("jobs").toString(), jar("engine").toString(), library.toString());
    }

    @Test
    void aLibraryThatIsGoneIsResolvedAgainOrSaid() throws Exception {
        tidemark("groups");
        Path moved = Files.move(library, folder.resolve("guava.jar"));
        write(folder.resolve("library"), moved.toString());

        Ended unbuilt = tidemark(List.of("TIDEMARK_BUILD=never"), "groups");
        Ended built = tidemark("groups");

        assertThat(unbuilt.code()).isEqualTo(1);
        assertThat(unbuilt.messages())
                .isEqualTo(
                        "Tidemark: %s is missing; build the project: ./mvnw package -DskipTests\n".formatted(library));
        assertThat(built.messages()).startsWith("Tidemark: %s is not there any more\n".formatted(library));
        assertThat(built.classPath()).contains(moved.toString());
    }

    private Path jar(String module) {
        return project.resolve("%s/target/%s-0.1.jar".formatted(module, module));
    }

    private Ended tidemark(String... words) throws Exception {
        return tidemark(List.of(), words);
    }

    private Ended tidemark(List<String> settings, String... words) throws Exception {
        Path results = folder.resolve("results");
        Path messages = folder.resolve("messages");
        List<String> command =
                new ArrayList<>(List.of(project.resolve("tidemark").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(results.toFile()).redirectError(messages.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        settings.forEach(setting -> builder.environment().put(setting.split("=")[0], setting.split("=")[1]));
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(results), Files.readString(messages));
    }

    /** A JVM that says what it was asked for, and makes the archive that it was asked for. */
    private static void jdk(Path home, String version) throws IOException {
        executable(home.resolve("bin/java"), """
                printf '%s\\n' "$@"
                for word in "$@"; do
                    case $word in
                    -XX:ArchiveClassesAtExit=*) echo classes >"${word#*=}" ;;
                    esac
                done
                """);
        executable(home.resolve("bin/javac"), "");
        write(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void old(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static void executable(Path file, String script) throws IOException {
        write(file, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As {@code cp -a} does: with all times. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
