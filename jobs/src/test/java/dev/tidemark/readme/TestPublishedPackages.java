package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/published-packages.md lists what packages say of themselves. */
final class TestPublishedPackages {
    private static final Page PAGE = Page.read("docs/reference/published-packages.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(dev\\.tidemark\\.[\\w.]+)` \\| `([\\w-]+)` \\| (all public types|[^|]+) \\|", Pattern.MULTILINE);
    private static final Pattern PUBLISHED = Pattern.compile("Published: users may ([^.]+)\\.");
    private static final Pattern LINK = Pattern.compile("\\{@link\\s+(\\w+)}");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

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
    void everyPublishedTypeIsPublicAndSpeaksOfPublishedTypesOnly() throws Exception {
        List<Published> published = ofThePage();
        Map<String, Set<String>> hidden = new TreeMap<>();
        for (Published one : published) {
            for (String name : names(one)) {
                Class<?> type = Class.forName(one.name() + "." + name);
                assertThat(Modifier.isPublic(type.getModifiers()))
                        .as(type.getName())
                        .isEqualTo(one.has(type));
                if (one.has(type)) {
                    mentioned(type)
                            .filter(other -> published.stream().noneMatch(known -> known.has(other)))
                            .forEach(other -> hidden.computeIfAbsent(type.getName(), absent -> new TreeSet<>())
                                    .add(other.getName()));
                }
            }
        }

        assertThat(hidden)
                .as("types that are not published, in signatures of those that are")
                .isEmpty();
    }

    /** The types of Tidemark in the signatures of a type's public methods. */
    private static Stream<Class<?>> mentioned(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .flatMap(TestPublishedPackages::mentioned)
                .map(found -> found.isArray() ? found.getComponentType() : found)
                .filter(found -> found.getPackageName().startsWith("dev.tidemark."));
    }

    private static Stream<Class<?>> mentioned(Method method) {
        return Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()));
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
