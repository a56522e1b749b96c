package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the pages without running anything. */
final class TestPages {
    private final Page readme = Page.read("README.md");

    static List<String> pages() throws IOException {
        try (Stream<java.nio.file.Path> docs = Files.list(Page.ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md"),
                            docs.map(file -> "docs/" + file.getFileName()).filter(name -> name.endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(String page) {
        assertThat(Page.read(page).links()).allSatisfy(link -> assertThat(link).exists());
    }

    @Test
    void theFirstTwoCommandsAreWhatCiRuns() throws IOException {
        List<String> run = Files.readAllLines(Page.ROOT.resolve(".ci/run"));

        // With options of its own behind them, at most.
        assertThat(readme.commands(0))
                .allSatisfy(command ->
                        assertThat(run).anyMatch(line -> line.equals(command) || line.startsWith(command + " \"${")));
        assertThat(readme.blocks("sh")).hasSize(2);
    }

    @Test
    void theFirstFeatureGroupHasUnderTwentyLinesOfJava() {
        assertThat(readme.blocks("java")).hasSize(1);
        assertThat(readme.blocks("java").getFirst().lines().filter(line -> !line.isBlank()))
                .hasSizeLessThan(20);
    }

    /** In cluster mode nothing else gives a driver its options. */
    @Test
    void driversOnAClusterGetTheOptionsOfAllOtherProcesses() throws IOException {
        String options = Page.read("docs/clusters.md")
                .blocks("properties")
                .getFirst()
                .lines()
                .filter(line -> line.startsWith("spark.driver.extraJavaOptions"))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readAllLines(Page.ROOT.resolve("conf/jvm.options")))
                .filteredOn(line -> line.startsWith("--add-opens") || line.contains("msgpack"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(options).contains(" " + line));
    }

    @Test
    void theSettingsOfAClusterAreKnown() {
        Map<String, String> settings = Page.read("docs/clusters.md")
                .blocks("properties")
                .get(1)
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));

        assertThat(Settings.load(settings, Optional.empty()).text("stream.kafka-servers"))
                .isEqualTo("kafka-1:9092,kafka-2:9092");
    }
}
