package dev.tidemark.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a server's log. */
final class TestRollingLogFile {
    @TempDir
    Path folder;

    @Test
    void aFullFileIsFollowedByAnotherAndTheOldestAreGone() throws IOException {
        RollingLogFile log = new RollingLogFile(folder, "server", 100);
        for (int number = 0; number < 30; number++) {
            log.publish(new LogRecord(Level.INFO, "entry %02d %s".formatted(number, "x".repeat(40))));
        }

        assertThat(names())
                .containsExactly(
                        "server-1.log", "server-2.log", "server-3.log", "server-4.log", "server-5.log", "server.log");
        assertThat(Files.readString(folder.resolve("server.log"))).contains("entry 29");
        assertThat(Files.readString(folder.resolve("server-1.log"))).contains("entry 27");
    }

    @Test
    void aProcessGoesOnWhereTheLastOneEnded() throws IOException {
        new RollingLogFile(folder, "server").publish(new LogRecord(Level.INFO, "one"));
        new RollingLogFile(folder, "server").publish(new LogRecord(Level.INFO, "two"));

        assertThat(Files.readAllLines(folder.resolve("server.log"))).hasSize(2);
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }
}
