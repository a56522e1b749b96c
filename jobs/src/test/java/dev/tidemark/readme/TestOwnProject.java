package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Definitions;
import dev.tidemark.feature.Definition;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of docs/guide/your-own-project.md: its versions, its class path, and how its definitions are found. */
final class TestOwnProject {
    private static final String VERSION = "\\s*<version>([^<]+)</version>";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>" + VERSION);
    private static final Pattern PROPERTY = Pattern.compile("<dep\\.([\\w.-]+)\\.version>([^<]+)<");
    private static final Pattern OWN = Pattern.compile("<artifactId>tidemark</artifactId>" + VERSION);

    @TempDir
    Path folder;

    @Test
    void theDefinitionsOfTheJarAreFoundByTheirServiceFile() throws Exception {
        Path jar = folder.resolve("features.jar");
        FeatureJar.pack(System.getProperty("java.class.path"), folder, jar, Map.of());

        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            assertThat(Definitions.on(loader, List.of()).all())
                    .extracting(Definition::name)
                    .contains("card_payments", "card_days", "card_refunds");
        }
    }

    @Test
    void aDefinitionCompilesAgainstTheFirstArtifactAlone() throws Exception {
        String name = "com/acme/features/CardPayments.java";
        List<Path> sources =
                FeatureJar.write(Map.of(name, FeatureJar.PAGE.javaFiles().get(name)), folder);
        String featureGroups = Arrays.stream(
                        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry ->
                        entry.matches(".*/feature-groups/target/(classes|feature-groups-[^/]*(?<!tests)\\.jar)"))
                .collect(Collectors.joining(File.pathSeparator));

        assertThat(featureGroups).isNotEmpty();
        assertThat(FeatureJar.compile(featureGroups, sources, folder)).isZero();
    }

    @Test
    void thePomNamesTheVersionsOfThisRelease() throws Exception {
        String root = Files.readString(Page.ROOT.resolve("pom.xml"));
        Matcher own = OWN.matcher(root);
        assertThat(own.find()).isTrue();
        Map<String, String> versions = new HashMap<>();
        PROPERTY.matcher(root).results().forEach(match -> versions.put(match.group(1), match.group(2)));

        assertThat(ARTIFACT.matcher(FeatureJar.PAGE.blocks("xml").getFirst())
                        .results()
                        .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2))))
                .containsOnly(
                        Map.entry("acme-features", "1.0"),
                        Map.entry("tidemark", own.group(1)),
                        Map.entry("maven-compiler-plugin", versions.get("plugin.compiler")),
                        Map.entry("maven-resources-plugin", versions.get("plugin.resources")),
                        Map.entry("maven-surefire-plugin", versions.get("plugin.surefire")),
                        Map.entry("maven-jar-plugin", versions.get("plugin.jar")));
    }
}
