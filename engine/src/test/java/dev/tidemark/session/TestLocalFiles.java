package dev.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and their permissions, held against Hadoop's own file system. */
final class TestLocalFiles {
    @TempDir
    java.nio.file.Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"644", "600", "777", "000", "751", "1777"})
    void permissionsAreThoseThatHadoopSets(String mode) throws IOException {
        assertThat(permissions(opened(new LocalFiles()), "ours", mode))
                .isEqualTo(permissions(opened(new LocalFileSystem()), "theirs", mode));
    }

    @Test
    void sessionsOfOneMachineUseItUnlessToldOtherwise() {
        Configuration session = SharedSpark.session().sparkContext().hadoopConfiguration();

        assertThat(session.get("fs.file.impl")).isEqualTo(LocalFiles.class.getName());
        assertThat(SparkSessions.conf(SharedSpark.config(folder), "test").get("spark.hadoop.fs.file.impl"))
                .isEqualTo(LocalFiles.class.getName());
    }

    @Test
    void whatIsNotThereGetsNoPermissions() throws IOException {
        try (FileSystem files = opened(new LocalFiles())) {
            Path missing = new Path(folder.resolve("missing").toUri());

            assertThatThrownBy(() -> files.setPermission(missing, new FsPermission("644")))
                    .isInstanceOfAny(NoSuchFileException.class, FileNotFoundException.class)
                    .hasMessageContaining("missing");
        }
    }

    /** Of a file and a folder that are made with a mode. */
    private String permissions(FileSystem files, String name, String mode) throws IOException {
        try (files) {
            FsPermission permission = new FsPermission(mode);
            Path inner = new Path(folder.resolve(name).resolve("inner").toUri());
            Path file = new Path(folder.resolve(name + "-file").toUri());
            files.mkdirs(inner.getParent());
            files.mkdirs(inner, permission);
            files.create(file, permission, true, 4_096, (short) 1, 1L << 20, null)
                    .close();
            Path created = new Path(folder.resolve(name + "-plain").toUri());
            files.create(created).close();
            return files.getFileStatus(inner).getPermission()
                    + " " + files.getFileStatus(file).getPermission()
                    + " " + files.getFileStatus(created).getPermission();
        }
    }

    private static FileSystem opened(FileSystem files) throws IOException {
        files.initialize(URI.create("file:///"), new Configuration());
        return files;
    }
}
