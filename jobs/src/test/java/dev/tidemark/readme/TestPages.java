package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the pages without running anything. */
final class TestPages {
    private static final Pattern MENTION = Pattern.compile("(?<![\\w/.-])docs/[\\w/-]+\\.(md|svg)");

    private final Page readme = Page.read("README.md");

    static List<String> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Page.ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md"),
                            docs.map(file -> Page.ROOT.relativize(file).toString())
                                    .filter(name -> name.endsWith(".md")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFileAndItsHeading(String page) {
        assertThat(Page.read(page).links()).allSatisfy(link -> {
            assertThat(link.file()).exists();
            link.heading()
                    .ifPresent(heading -> assertThat(
                                    Page.read(link.file().toString()).headings())
                            .as("headings of %s", link.file())
                            .contains(heading));
        });
    }

    /** {@code -Dtidemark.pages=write} wraps the pages first. */
    @ParameterizedTest
    @MethodSource("pages")
    void noLineOfTextIsLongerThanAHundredColumns(String name) throws IOException {
        Page page = Page.read(name);
        // The commands' page is written by its own test.
        if ("write".equals(System.getProperty("tidemark.pages")) && !name.endsWith("commands.md")) {
            Files.writeString(page.file(), WrappedText.of(page.text()));
            page = Page.read(name);
        }

        assertThat(page.prose())
                .as("%s; -Dtidemark.pages=write wraps pages", name)
                .filteredOn(line -> line.length() > WrappedText.COLUMNS)
                .isEmpty();
    }

    @Test
    void wrappingKeepsListingsTablesAndCode() {
        String words = "word ".repeat(19);
        String page = """
                # Heading
                %s`code of several words` and a list:

                - %send - dash
                  more
                | table | %s |
                ```sh
                command %s
                ```
                """.formatted(words, words, words, words);

        String wrapped = WrappedText.of(page);

        assertThat(wrapped).isEqualTo("""
                        # Heading
                        %s
                        `code of several words` and a list:

                        - %s
                          end - dash more
                        | table | %s |
                        ```sh
                        command %s
                        ```
                        """.formatted(words.strip(), words.strip(), words, words));
        assertThat(WrappedText.of(wrapped)).isEqualTo(wrapped);
    }

    @Test
    void theIndexLeadsToEveryPage() throws IOException {
        List<Path> linked = Page.read("docs/README.md").links().stream()
                .map(Page.Link::file)
                .toList();

        assertThat(pages())
                .filteredOn(page -> page.startsWith("docs/") && !page.startsWith("docs/inside/decisions/"))
                .filteredOn(page -> !page.equals("docs/README.md"))
                .isNotEmpty()
                .allSatisfy(page -> assertThat(linked).contains(Page.ROOT.resolve(page)));
    }

    /** Error messages, settings and comments send readers to pages, which a move would lose. */
    @Test
    void everyPageThatCodeNamesIsThere() throws IOException {
        Map<String, Path> named = new TreeMap<>();
        for (Path file : sources()) {
            MENTION.matcher(Files.readString(file)).results().forEach(match -> named.putIfAbsent(match.group(), file));
        }

        assertThat(named)
                .containsKey("docs/guide/clusters.md")
                .allSatisfy((page, file) -> assertThat(Page.ROOT.resolve(page))
                        .as("named in %s", file)
                        .exists());
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>(List.of(
                Page.ROOT.resolve("mvnw"), Page.ROOT.resolve("tidemark"), Page.ROOT.resolve("conf/tidemark.yaml")));
        try (Stream<Path> modules = Files.list(Page.ROOT)) {
            for (Path module : modules.map(folder -> folder.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().matches(".*\\.(java|lua|sql|yaml|properties)"))
                            .forEach(sources::add);
                }
            }
        }
        return sources;
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
        String options = Page.read("docs/guide/clusters.md")
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
        Map<String, String> settings = Page.read("docs/guide/clusters.md")
                .blocks("properties")
                .get(1)
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));

        assertThat(Settings.load(settings, Optional.empty()).text("stream.kafka-servers"))
                .isEqualTo("kafka-1:9092,kafka-2:9092");
    }
}
