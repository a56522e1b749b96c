package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The jar of the page about one's own Maven project, without Maven: its classes, and its file for ServiceLoader. */
public final class FeatureJar {
    public static final Page PAGE = Page.read("docs/guide/your-own-project.md");

    static final String SERVICES = "META-INF/services/dev.tidemark.feature.FeatureGroupDefinition";

    private FeatureJar() {}

    /** Whether a file of the page is a test: it goes into no jar. */
    static boolean isTest(String file) {
        return Path.of(file).getFileName().toString().startsWith("Test");
    }

    /**
     * Compiles the page's classes against a class path and packs them.
     *
     * @param replaced texts of the listings, such as a source on one machine, and what is there instead
     */
    public static void pack(String classPath, Path folder, Path jar, Map<String, String> replaced) throws IOException {
        Map<String, String> listings = new TreeMap<>(PAGE.javaFiles());
        listings.keySet().removeIf(FeatureJar::isTest);
        replaced.forEach((text, other) -> {
            assertThat(listings.values()).anyMatch(listing -> listing.contains(text));
            listings.replaceAll((file, listing) -> listing.replace(text, other));
        });
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        assertThat(compile(classPath, write(listings, sources), classes))
                .as("problems that the compiler has with %s", PAGE.file())
                .isZero();
        Path services = Files.createDirectories(classes.resolve(SERVICES).getParent());
        Files.writeString(
                services.resolve(Path.of(SERVICES).getFileName()),
                PAGE.blocks("text").getFirst());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    /** Writes files by their paths below a folder. */
    static List<Path> write(Map<String, String> files, Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            written.add(Files.writeString(path, file.getValue()));
        }
        return written;
    }

    /** Returns the compiler's exit code. */
    static int compile(String classPath, List<Path> sources, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> words = new ArrayList<>(
                List.of("--release", "21", "-proc:none", "-classpath", classPath, "-d", classes.toString()));
        sources.forEach(source -> words.add(source.toString()));
        return compiler.run(null, null, null, words.toArray(new String[0]));
    }
}
