package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project of docs/guide/your-own-project.md as Maven builds it, offline, against the jar that definitions need, and
 * its jar beside {@code ./tidemark}. What a class on Spark needs beyond is not in this machine's repository;
 * {@link TestOwnProject} compiles that part.
 */
final class ITOwnProject {
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>feature-groups</artifactId>\\s*<version>([^<]+)<");
    private static final String DEFINITION = "com/acme/features/CardPayments.java";

    @TempDir
    Path folder;

    @Test
    void mavenBuildsTheProjectAndTheLauncherFindsItsDefinitions() throws Exception {
        Path project = writeProject();
        install("tidemark", Page.ROOT.resolve("pom.xml"));
        install("feature-groups", Page.ROOT.resolve("feature-groups/pom.xml"));

        build(project);

        Newcomer newcomer = new Newcomer(folder)
                .with(Map.of(
                        "TIDEMARK_CLASSPATH",
                        project.resolve("target/acme-features-1.0.jar").toString()));
        JsonNode applied = new ObjectMapper()
                .readTree(newcomer.run("./tidemark apply --json").results());
        assertThat(applied.path("changes").findValuesAsText("definition")).containsExactly("card_payments");
    }

    private Path writeProject() throws IOException {
        Path project = folder.resolve("acme-features");
        String pom = FeatureJar.PAGE.blocks("xml").getFirst();
        String definitionsOnly = pom.replaceAll(
                "(?s)\\s*<dependency>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>(engine|spark-sql_2.13)<.*?</dependency>",
                "");
        FeatureJar.write(
                Map.of(
                        "pom.xml",
                        definitionsOnly,
                        "src/main/java/" + DEFINITION,
                        FeatureJar.PAGE.javaFiles().get(DEFINITION),
                        "src/main/resources/" + FeatureJar.SERVICES,
                        "com.acme.features.CardPayments\n"),
                project);
        return project;
    }

    /** As {@code ./mvnw install} does, into a repository of this test. */
    private void install(String artifact, Path pom) throws IOException {
        Matcher version = VERSION.matcher(FeatureJar.PAGE.blocks("xml").getFirst());
        assertThat(version.find()).isTrue();
        Path target = Files.createDirectories(
                folder.resolve("repository/dev/tidemark").resolve(artifact).resolve(version.group(1)));
        String name = artifact + "-" + version.group(1);
        Files.copy(pom, target.resolve(name + ".pom"));
        Path jar = pom.resolveSibling("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, target.resolve(jar.getFileName()));
        }
    }

    private void build(Path project) throws Exception {
        Process maven = new ProcessBuilder(List.of(
                        Page.ROOT.resolve("mvnw").toString(),
                        "-o",
                        "-q",
                        "-Dmaven.repo.local=" + folder.resolve("repository"),
                        "-Dmaven.repo.local.tail=" + localRepository(),
                        "-f",
                        project.resolve("pom.xml").toString(),
                        "package"))
                .redirectErrorStream(true)
                .start();
        String printed = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(maven.waitFor()).as(printed).isZero();
    }

    /** The one from which this test has its libraries. */
    private static Path localRepository() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains("/org/assertj/assertj-core/"))
                .map(entry -> Path.of(entry.substring(0, entry.indexOf("/org/assertj/assertj-core/"))))
                .findFirst()
                .orElseThrow();
    }
}
