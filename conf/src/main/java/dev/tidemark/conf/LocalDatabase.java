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
 * How H2, the metadata database of one machine, is run: the first process that opens its file serves the others over
 * TCP, by default at all addresses of the machine and to whoever knows the password.
 */
public final class LocalDatabase {
    private static final String ADDRESS = "h2.bindAddress";
    private static final Pattern FILE =
            Pattern.compile("jdbc:h2:(?:retry:|file:)?(?!mem:|tcp:|ssl:|zip:|nio[a-z]*:|split:)([^;]+).*");
    private static final Pattern HOME = Pattern.compile("^~(?=/)");
    private static final int PASSWORD_BYTES = 24;

    private LocalDatabase() {}

    /**
     * Lets other processes of this machine in, and nobody else. H2 looks at this when it is used first: it must be
     * called before.
     */
    public static void listenOnLoopback() {
        if (System.getProperty(ADDRESS) == null) {
            System.setProperty(ADDRESS, "127.0.0.1");
        }
    }

    /**
     * The password of the metadata database: the one that is set, or else, for H2 in a file, a random one that is kept
     * beside that file and that its owner alone can read. A database that was made without one keeps having none.
     *
     * @throws ConfigurationException where it cannot be kept
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
            // In this order: who makes a database has its password before.
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

    /** Written aside and then linked, so that nobody finds half of it and of two processes one wins. */
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
