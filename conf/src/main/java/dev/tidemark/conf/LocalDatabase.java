package dev.tidemark.conf;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs H2, the metadata database of a single machine. The first process that opens the database file serves the others
 * over TCP, by default on all addresses of the machine and to every client that has the password.
 */
public final class LocalDatabase {
    private static final String ADDRESS = "h2.bindAddress";
    private static final Pattern FILE =
            Pattern.compile("jdbc:h2:(?:retry:|file:)?(?!mem:|tcp:|ssl:|zip:|nio[a-z]*:|split:)([^;]+).*");
    private static final Pattern HOME = Pattern.compile("^~(?=/)");
    private static final int PASSWORD_BYTES = 24;

    private LocalDatabase() {}

    /**
     * Admits other processes of this machine only. H2 reads this setting when it is first used, so call this method
     * before.
     */
    public static void listenOnLoopback() {
        if (System.getProperty(ADDRESS) == null) {
            System.setProperty(ADDRESS, "127.0.0.1");
        }
    }

    /**
     * Returns the password of the metadata database: the configured one or, for H2 in a file, a random one that is kept
     * beside that file and readable by its owner only. A database that was created without a password keeps having
     * none.
     *
     * @throws ConfigurationException if the random password cannot be kept
     */
    public static Secret password(Settings settings) {
        Secret given = settings.secret("metadata.password");
        Matcher file = FILE.matcher(settings.text("metadata.url"));
        if (!given.value().isEmpty() || !file.matches()) {
            return given;
        }
        String database =
                HOME.matcher(file.group(1)).replaceFirst(Matcher.quoteReplacement(System.getProperty("user.home")));
        Path kept = Path.of(database + ".password");
        try {
            // The order matters: a process that creates a database has kept its password before.
            boolean isMade = Files.exists(Path.of(database + ".mv.db"));
            if (Files.exists(kept)) {
                return read(kept);
            }
            return isMade ? given : create(kept);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The password of the metadata database cannot be kept in %s: %s; set metadata.password"
                            .formatted(kept, e));
        }
    }

    private static Secret read(Path kept) throws IOException {
        return new Secret(Files.readString(kept).strip());
    }

    /**
     * Writes the password to a temporary file and links it, so that no reader finds half of it and one of two processes
     * wins.
     */
    private static Secret create(Path kept) throws IOException {
        Path folder = kept.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path aside = Files.createTempFile(folder, "metadata", ".password.new", ownerOnly());
        try {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Files.writeString(aside, HexFormat.of().formatHex(random) + "\n");
            try {
                Files.createLink(kept, aside);
            } catch (UnsupportedOperationException e) {
                Files.move(aside, kept);
            }
        } catch (FileAlreadyExistsException e) {
            return read(kept);
        } finally {
            Files.deleteIfExists(aside);
        }
        return read(kept);
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
