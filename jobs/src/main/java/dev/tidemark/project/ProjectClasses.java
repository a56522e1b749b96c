package dev.tidemark.project;

import dev.tidemark.conf.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;

/**
 * The classes of the project's folder of definitions, which {@code TIDEMARK_FEATURES} names; the default is
 * {@code features}. While they are open, their class loader is that of the current thread and of the threads that it
 * starts.
 */
public final class ProjectClasses implements AutoCloseable {
    /** The environment variable that names the folder of definitions; if it is empty, there is no folder. */
    public static final String VARIABLE = "TIDEMARK_FEATURES";

    private static final String USUAL_FOLDER = "features";
    private static final String SUFFIX = ".class";

    /** The Java release for which the project's classes are compiled. */
    private static final int RELEASE = 21;

    private final ClassLoader outer;
    private final URLClassLoader loader;
    private final Optional<Path> jar;
    private final List<String> names;

    private ProjectClasses(Optional<Path> jar) throws IOException {
        this.jar = jar;
        this.names = jar.isEmpty() ? List.of() : names(jar.get());
        this.outer = Thread.currentThread().getContextClassLoader();
        URL[] urls = jar.isEmpty() ? new URL[0] : new URL[] {jar.get().toUri().toURL()};
        this.loader = new URLClassLoader("features", urls, outer);
        // Opens the jar, so that it may be deleted from now on.
        loader.findResource(JarFile.MANIFEST_NAME);
        Thread.currentThread().setContextClassLoader(loader);
    }

    /**
     * Compiles the project's definitions if they have changed, and opens them.
     *
     * @param home the folder for compiled classes
     */
    public static ProjectClasses open(Map<String, String> environment, Path home, Instant now) {
        try {
            return new ProjectClasses(folder(environment).flatMap(folder -> compiled(folder, home, now)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the compiled feature definitions", e);
        }
    }

    private static Optional<Path> folder(Map<String, String> environment) {
        if (!environment.containsKey(VARIABLE)) {
            return Optional.of(Path.of(USUAL_FOLDER)).filter(Files::isDirectory);
        }
        String named = environment.get(VARIABLE);
        if (named.isBlank()) {
            return Optional.empty();
        }
        Path folder = Path.of(named);
        if (!Files.isDirectory(folder)) {
            throw new ConfigurationException("%s is '%s', expected a folder with Java files; it is looked for at %s"
                    .formatted(VARIABLE, named, folder.toAbsolutePath()));
        }
        return Optional.of(folder);
    }

    private static Optional<Path> compiled(Path folder, Path home, Instant now) {
        FeatureSources sources = FeatureSources.read(folder);
        if (sources.files().isEmpty()) {
            return Optional.empty();
        }
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        FeatureCompilation compilation = new FeatureCompilation(classPath, RELEASE);
        return Optional.of(new FeatureJars(home.resolve("definitions"))
                .jar(sources.key(classPath, RELEASE), now, () -> compilation.compile(sources)));
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .toList();
        }
    }

    /** Returns the loader of the project's classes, and of all others of this process. */
    public ClassLoader loader() {
        return loader;
    }

    /** The binary names of the project's classes. */
    public List<String> names() {
        return names;
    }

    /** Returns the compiled classes, for processes on other machines; empty if the project has no definitions. */
    public Optional<Path> jar() {
        return jar;
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(outer);
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(loader.getURLs());
    }
}
