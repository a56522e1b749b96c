package dev.tidemark.project;

import dev.tidemark.digest.Sha256;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Java files of a folder and its subfolders.
 *
 * @param files the text of each file, by its path
 */
record FeatureSources(Path folder, Map<Path, String> files) {
    private static final String SUFFIX = ".java";

    /** @throws FeatureStoreException with code INVALID_DEFINITION if a file cannot be read */
    static FeatureSources read(Path folder) {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : found.filter(FeatureSources::isSource).toList()) {
                files.put(file, Files.readString(file));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_DEFINITION,
                    "Cannot read the feature definitions in '%s': %s; expected Java files in UTF-8"
                            .formatted(folder, e),
                    e);
        }
        return new FeatureSources(folder, files);
    }

    /** Editors keep links and copies of an open file beside it, under names that begin with a dot. */
    private static boolean isSource(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file);
    }

    /** Returns the key of the compiled classes: another file, path, text, library or Java release makes another key. */
    String key(List<String> classPath, int release) {
        Sha256 digest = new Sha256();
        add(digest, "release %d by %s".formatted(release, Runtime.version()));
        classPath.forEach(library -> add(digest, library + " " + state(new File(library))));
        files.forEach((file, text) -> {
            add(digest, folder.relativize(file).toString());
            add(digest, text);
        });
        return digest.digits();
    }

    private static String state(File library) {
        return library.length() + " " + library.lastModified();
    }

    /** Adds the length first, so that two different lists of texts cannot have one digest. */
    private static void add(Sha256 digest, String text) {
        digest.add(text.length() + " ").add(text);
    }
}
