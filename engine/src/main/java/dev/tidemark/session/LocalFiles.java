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
 * Hadoop's file system of this machine, but that names may hold colons and that Java sets the permissions of files.
 * Where Hadoop's native library is missing, as it mostly is, Hadoop starts a process for each of them, {@code chmod}:
 * twice for every file of a table and once for every folder.
 */
public final class LocalFiles extends LocalFileSystem {
    /** For Hadoop, which opens it by its name. */
    public LocalFiles() {
        super(new RawFiles());
    }

    /** Hadoop's own takes the text before a colon in a file's name for the scheme of an address. */
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
