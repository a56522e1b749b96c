package dev.tidemark.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of main code of all modules: no module has all others on its class path. */
final class MainSources {
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

    private MainSources() {}

    /**
     * A file of Java.
     *
     * @param module the folder of its module
     * @param packageName the package by its folder
     */
    record Source(String module, String packageName, Path file) {
        /** The simple name of its type. */
        String type() {
            return file.getFileName().toString().replace(".java", "");
        }

        boolean describesItsPackage() {
            return file.endsWith("package-info.java");
        }

        /** Where another type of its package would be. */
        Path sibling(String type) {
            return file.resolveSibling(type + ".java");
        }

        String text() throws IOException {
            return Files.readString(file);
        }
    }

    /** All of them, by the order of the modules in the root's POM, then by package and name. */
    static List<Source> of(Path root) throws IOException {
        List<Source> found = new ArrayList<>();
        for (String module : MODULE.matcher(Files.readString(root.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList()) {
            Path sources = root.resolve(module).resolve("src/main/java");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> new Source(module, packageOf(sources.relativize(file)), file))
                            .sorted(Comparator.comparing(Source::packageName).thenComparing(Source::type))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static String packageOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? "" : folder.toString().replace('/', '.');
    }
}
