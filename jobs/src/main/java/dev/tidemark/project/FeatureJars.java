package dev.tidemark.project;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Compiled definitions, one jar for each key. A jar is written to a temporary file and renamed, so that two commands at
 * once produce the same one. It is never changed, so a process that has it open is not disturbed.
 */
record FeatureJars(Path folder) {
    /** The time from a jar's last use to its deletion. A process that has a deleted jar open can still read it. */
    static final Duration KEPT = Duration.ofDays(1);

    private static final String SUFFIX = ".jar";

    /** Returns the jar of a key; it is made from the given classes if it does not exist. */
    Path jar(String key, Instant now, Supplier<Map<String, byte[]>> classes) {
        Path jar = folder.resolve(key + SUFFIX);
        try {
            if (isUsed(jar, now)) {
                return jar;
            }
            Map<String, byte[]> compiled = classes.get();
            Files.createDirectories(folder);
            Path aside = Files.createTempFile(folder, "features", ".new");
            try {
                write(compiled, aside);
                Files.setLastModifiedTime(aside, FileTime.from(now));
                Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
            deleteUnused(now);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the compiled feature definitions in " + folder, e);
        }
    }

    private static boolean isUsed(Path jar, Instant now) throws IOException {
        try {
            Files.setLastModifiedTime(jar, FileTime.from(now));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void write(Map<String, byte[]> classes, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> type : classes.entrySet()) {
                JarEntry entry = new JarEntry(type.getKey().replace('.', '/') + ".class");
                entry.setTime(0);
                jar.putNextEntry(entry);
                jar.write(type.getValue());
                jar.closeEntry();
            }
        }
    }

    private void deleteUnused(Instant now) throws IOException {
        FileTime oldest = FileTime.from(now.minus(KEPT));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (isOlder(file, oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isOlder(Path file, FileTime oldest) throws IOException {
        try {
            return Files.getLastModifiedTime(file).compareTo(oldest) < 0;
        } catch (NoSuchFileException e) {
            // Another command may clean up at the same time.
            return false;
        }
    }
}
