package dev.tidemark.compile;

import dev.tidemark.digest.Sha256;
import dev.tidemark.files.LiteralPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of a source that Spark reads: those under its path that are not hidden by their names. */
public record FileListing(List<File> files) {
    public FileListing {
        files = List.copyOf(files);
    }

    /** @param modified in milliseconds since the epoch */
    public record File(String path, long size, long modified) {}

    /**
     * The state of listed files, with which a later listing can be compared.
     *
     * @param count of the files
     * @param newest when the last one was modified, in milliseconds since the epoch
     * @param digest of their names, sizes and times
     */
    public record State(int count, long newest, String digest) {}

    public static FileListing of(LiteralPath location, Configuration configuration) {
        List<File> files = new ArrayList<>();
        try {
            FileSystem fileSystem = location.path().getFileSystem(configuration);
            for (FileStatus root : location.found(fileSystem)) {
                addAll(fileSystem, root, files);
            }
        } catch (FileNotFoundException e) {
            // A file that is deleted during the listing is left out; the next listing differs from this one.
            return new FileListing(files);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + location.text(), e);
        }
        return new FileListing(files);
    }

    private static void addAll(FileSystem fileSystem, FileStatus root, List<File> files) throws IOException {
        RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(root.getPath(), true);
        while (found.hasNext()) {
            LocatedFileStatus file = found.next();
            String below =
                    root.getPath().toUri().relativize(file.getPath().toUri()).getPath();
            if (!isHidden(below)) {
                files.add(new File(file.getPath().toString(), file.getLen(), file.getModificationTime()));
            }
        }
    }

    /** Follows Spark's rule: {@code _temporary/0/part} is hidden, {@code _day=1/part} is a partition. */
    private static boolean isHidden(String path) {
        for (String part : path.split("/", -1)) {
            if (part.startsWith(".") || (part.startsWith("_") && !part.contains("="))) {
                return true;
            }
        }
        return false;
    }

    public State state() {
        return state(Long.MAX_VALUE);
    }

    /** Returns true if all files of an earlier state exist unchanged, possibly with newer ones. */
    public boolean onlyAddsTo(State earlier) {
        return state(earlier.newest()).equals(earlier);
    }

    private State state(long modifiedUpTo) {
        List<File> chosen =
                files.stream().filter(file -> file.modified() <= modifiedUpTo).toList();
        Sha256 digest = new Sha256();
        chosen.stream()
                .map(file -> "%s\t%d\t%d\n".formatted(file.path(), file.size(), file.modified()))
                .sorted()
                .forEach(digest::add);
        long newest = chosen.stream().mapToLong(File::modified).max().orElse(0);
        return new State(chosen.size(), newest, digest.digits());
    }
}
