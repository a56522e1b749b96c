package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Definitions;
import dev.tidemark.feature.FeatureGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** docs/reference/published-packages.md lists what packages say of themselves. */
final class TestPublishedPackages {
    private static final Page PAGE = Page.read("docs/reference/published-packages.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(dev\\.tidemark\\.[\\w.]+)` \\| `([\\w-]+)` \\| (all public types|[^|]+) \\|", Pattern.MULTILINE);
    private static final Pattern PUBLISHED = Pattern.compile("Published: users may ([^.]+)\\.");
    private static final Pattern LINK = Pattern.compile("\\{@link\\s+(\\w+)}");
    private static final Pattern INCLUDE = Pattern.compile("<include>(dev\\.tidemark\\.[\\w.]+)</include>");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    /**
     * The libraries that users of a module know beside the JDK. Spark's extension is a function of Scala by Spark's
     * contract, and the testing kit an extension of JUnit.
     */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "engine", List.of("org.apache.spark.", "scala.runtime."),
            "testing", List.of("org.apache.spark.", "org.junit.jupiter.api.extension."));

    /**
     * A package and what of it is published.
     *
     * @param types empty for all public ones
     */
    private record Published(String name, String module, Set<String> types) {
        boolean has(Class<?> type) {
            Class<?> outermost = type;
            while (outermost.getEnclosingClass() != null) {
                outermost = outermost.getEnclosingClass();
            }
            return outermost.getPackageName().equals(name)
                    && (types.isEmpty()
                            ? Modifier.isPublic(outermost.getModifiers())
                            : types.contains(outermost.getSimpleName()));
        }
    }

    @Test
    void thePageListsThePackagesThatSayTheyArePublished() throws IOException {
        assertThat(ofThePage()).containsExactlyInAnyOrderElementsOf(ofTheSources());
    }

    @Test
    void everyPublishedTypeIsPublicAndNamesOnlyWhatUsersMayKnow() throws Exception {
        List<Published> published = ofThePage();
        Map<String, Set<String>> hidden = new TreeMap<>();
        for (Published one : published) {
            for (String name : names(one)) {
                Class<?> type = Class.forName(one.name() + "." + name);
                assertThat(Modifier.isPublic(type.getModifiers()))
                        .as(type.getName())
                        .isEqualTo(one.has(type));
                Set<String> unknown = one.has(type) ? unknown(type, one, published) : Set.of();
                if (!unknown.isEmpty()) {
                    hidden.put(type.getName(), unknown);
                }
            }
        }

        assertThat(hidden)
                .as("types that users may not rely on, in signatures of those that they may")
                .isEmpty();
    }

    @Test
    void aTypeThatNamesWhatIsInsideIsFound() throws Exception {
        List<Published> published = ofThePage();
        Published withoutSpark = new Published("dev.tidemark.readme", "feature-groups", Set.of());

        assertThat(unknown(Leaky.class, withoutSpark, published))
                .containsExactlyInAnyOrder(
                        "dev.tidemark.definition.Definitions",
                        "org.apache.spark.sql.Dataset",
                        "org.apache.spark.sql.Row");
        assertThat(unknown(Leaky.class, new Published("dev.tidemark.readme", "engine", Set.of()), published))
                .containsExactly("dev.tidemark.definition.Definitions");
    }

    /** Says too much about itself in type arguments. */
    public interface Leaky {
        List<? extends Definitions> definitions(FeatureGroup group);

        Dataset<Row>[] rows();
    }

    @Test
    void theBuildComparesWithAReleaseWhatThePageLists() throws IOException {
        Set<String> listed = ofThePage().stream()
                .flatMap(one -> one.types().isEmpty()
                        ? Stream.of(one.name())
                        : one.types().stream().map(type -> one.name() + "." + type))
                .collect(Collectors.toCollection(TreeSet::new));
        String comparison = Files.readString(Page.ROOT.resolve("pom.xml")).split("<id>published-packages</id>", 2)[1];

        assertThat(found(INCLUDE, comparison)).isEqualTo(listed);
    }

    /** Classes of neither the JDK, nor published packages, nor the libraries that users of the module know. */
    private static Set<String> unknown(Class<?> type, Published in, List<Published> published) throws Exception {
        Set<String> unknown = new TreeSet<>();
        for (String name : Signatures.namedBy(type)) {
            boolean known = name.startsWith("java.")
                    || !name.contains(".")
                    || LIBRARIES.getOrDefault(in.module(), List.of()).stream().anyMatch(name::startsWith);
            if (!known) {
                Class<?> other = Class.forName(name);
                if (published.stream().noneMatch(one -> one.has(other))) {
                    unknown.add(name);
                }
            }
        }
        return unknown;
    }

    private static Set<String> names(Published published) throws IOException {
        if (!published.types().isEmpty()) {
            return published.types();
        }
        Path folder = Page.ROOT
                .resolve(published.module())
                .resolve("src/main/java")
                .resolve(published.name().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<Published> ofThePage() {
        return ROW.matcher(PAGE.text())
                .results()
                .map(row -> new Published(row.group(1), row.group(2), found(NAME, row.group(3))))
                .toList();
    }

    private static List<Published> ofTheSources() throws IOException {
        try (Stream<Path> modules = Files.list(Page.ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(TestPublishedPackages::inFolder)
                    .toList();
        }
    }

    private static Stream<Published> inFolder(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.endsWith("package-info.java"))
                    .flatMap(file -> {
                        String name =
                                sources.relativize(file.getParent()).toString().replace('/', '.');
                        String module = sources.getParent()
                                .getParent()
                                .getParent()
                                .getFileName()
                                .toString();
                        return PUBLISHED
                                .matcher(read(file))
                                .results()
                                .map(said -> new Published(name, module, found(LINK, said.group(1))));
                    })
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A comment without the marks that begin its lines. */
    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("\\n \\*", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
