package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger's way: from an empty folder, by the listings and commands of docs/guide/your-own-project.md alone, to a
 * tested project with a group by windows, one by SQL and one by a Java class, and to an answer over HTTP. Maven is
 * offline; this build's artifacts are in a repository of the test, as {@code ./mvnw install} would put them.
 */
final class ITOwnProject {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Page PAGE = FeatureJar.PAGE;
    private static final Pattern VERSION = Pattern.compile("<artifactId>tidemark</artifactId>\\s*<version>([^<]+)<");
    private static final String EXPORT = "export TIDEMARK_CLASSPATH=$PWD/";

    @TempDir
    Path folder;

    @Test
    void aStrangersProjectIsTestedAppliedComputedAndServed() throws Exception {
        Path project = writeProject();
        install("tidemark", Page.ROOT.resolve("pom.xml"));
        for (String module : List.of("feature-groups", "conf", "engine", "testing")) {
            install(module, Page.ROOT.resolve(module).resolve("pom.xml"));
        }

        build(project, PAGE.commands(0).getFirst());

        assertThat(Files.readString(
                        project.resolve("target/surefire-reports/TEST-com.acme.features.TestCardFeatures.xml")))
                .containsPattern("<testsuite [^>]*tests=\"3\" errors=\"0\" skipped=\"0\" failures=\"0\"");
        writeEvents();
        List<String> commands = new ArrayList<>(PAGE.commands(1));
        Newcomer newcomer = new Newcomer(folder).with(Map.of("TIDEMARK_CLASSPATH", classPath(commands.removeFirst())));
        String serve = commands.removeLast();
        assertThat(JSON.readTree(
                                newcomer.run(commands.removeFirst() + " --json").results())
                        .path("changes")
                        .findValuesAsText("definition"))
                .containsExactlyInAnyOrder("card_days", "card_payments", "card_refunds");
        for (String command : commands) {
            newcomer.run(command);
        }
        try (Newcomer.Running serving = newcomer.start(serve)) {
            String address = serving.await("Tidemark serves at ").replaceFirst(".* at http://", "");
            JsonNode answer = JSON.readTree(
                    newcomer.curl(PAGE.commands(2).getFirst().replace("localhost:8080", address.strip())));
            assertThat(answer.path("features"))
                    .as(answer.toPrettyString())
                    .isEqualTo(JSON.readTree(PAGE.blocks("json").getFirst()).path("features"));
            serving.stop();
        }
    }

    private Path writeProject() throws IOException {
        Path project = folder.resolve("acme-features");
        Map<String, String> files = new TreeMap<>();
        files.put("pom.xml", PAGE.blocks("xml").getFirst());
        PAGE.javaFiles()
                .forEach((name, listing) ->
                        files.put((FeatureJar.isTest(name) ? "src/test/java/" : "src/main/java/") + name, listing));
        files.put(
                "src/main/resources/" + FeatureJar.SERVICES, PAGE.blocks("text").getFirst());
        FeatureJar.write(files, project);
        return project;
    }

    private void writeEvents() throws IOException {
        for (String name : List.of("payments.csv", "refunds.csv")) {
            assertThat(PAGE.text()).contains("`%s`".formatted(name));
        }
        Files.writeString(folder.resolve("payments.csv"), PAGE.blocks("csv").getFirst());
        Files.writeString(folder.resolve("refunds.csv"), PAGE.blocks("csv").get(1));
    }

    /** The variable's value, as a shell in the folder has it. */
    private String classPath(String command) {
        assertThat(command).startsWith(EXPORT);
        return folder.resolve(command.substring(EXPORT.length())).toString();
    }

    private void install(String artifact, Path pom) throws IOException {
        Matcher version = VERSION.matcher(PAGE.blocks("xml").getFirst());
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

    private void build(Path project, String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        assertThat(words.removeFirst()).isEqualTo("mvn");
        words.addAll(
                0,
                List.of(
                        Page.ROOT.resolve("mvnw").toString(),
                        "-o",
                        "-q",
                        "-Dmaven.repo.local=" + folder.resolve("repository"),
                        "-Dmaven.repo.local.tail=" + localRepository(),
                        "-f",
                        project.resolve("pom.xml").toString()));
        Process maven = new ProcessBuilder(words).redirectErrorStream(true).start();
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
