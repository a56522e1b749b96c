package dev.tidemark.session;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file system of this machine, with two changes: names may hold colons, and Java sets the permissions of
 * files. Without Hadoop's native library, which is mostly missing, Hadoop starts a {@code chmod} process twice for
 * every file of a table and once for every folder.
 */
public final class LocalFiles extends LocalFileSystem {
    /** Hadoop creates this file system by the name of its class. */
    public LocalFiles() {
        super(new RawFiles());
    }

    /** Hadoop's method reads the text before a colon in a file's name as the scheme of an address. */
    @Override
    public Path getChecksumFile(Path file) {
        return new Path(file.getParent(), new Path(null, null, "." + file.getName() + ".crc"));
    }

    private static final class RawFiles extends RawLocalFileSystem {
        private final boolean isPosix =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

        @Override
        public void setPermission(Path path, FsPermission permission) throws IOException {
            if (isPosix && !permission.getStickyBit()) {
                Files.setPosixFilePermissions(
                        pathToFile(path).toPath(), PosixFilePermissions.fromString(permission.toString()));
            } else {
                super.setPermission(path, permission);
            }
        }
    }
}
