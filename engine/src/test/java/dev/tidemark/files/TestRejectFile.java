package dev.tidemark.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attempts of a task that reads one CSV file. Spark starts a task again after a failure, and beside a slow one. */
final class TestRejectFile {
    private static final String SOURCE = "file:/data/events/a.csv";

    @TempDir
    private Path folder;

    private RejectFolder rejects;

    @BeforeEach
    void nameFolder() {
        rejects = new RejectFolder("group 'spending'", folder.resolve("rejects").toString());
    }

    @Test
    void anAttemptThatFailsLeavesNothingAndTheNextOneWritesEachLineOnce() throws IOException {
        try (RejectFile failed = attempt()) {
            failed.add(line(3));
            failed.add(line(7));
        }
        assertThat(written()).isEmpty();

        try (RejectFile again = attempt()) {
            again.add(line(3));
            again.add(line(7));
            again.publish();
        }
        assertThat(written()).containsExactly(header(), text(3), text(7));
    }

    @Test
    void twoAttemptsAtOnceLeaveOneWholeFileWhicheverEndsLast() throws IOException {
        try (RejectFile first = attempt();
                RejectFile second = attempt()) {
            first.add(line(3));
            second.add(line(3));
            first.add(line(7));
            first.publish();
            assertThat(written()).containsExactly(header(), text(3), text(7));

            second.add(line(7));
            second.publish();
        }
        assertThat(written()).containsExactly(header(), text(3), text(7));

        try (RejectFile killed = attempt()) {
            killed.add(line(3));
        }
        assertThat(written()).containsExactly(header(), text(3), text(7));
    }

    @Test
    void anAttemptThatFindsTheFileMendedRemovesWhatWasWrittenBefore() throws IOException {
        try (RejectFile broken = attempt()) {
            broken.add(line(3));
            broken.publish();
        }

        try (RejectFile mended = attempt()) {
            mended.publish();
        }

        assertThat(written()).isEmpty();
    }

    private RejectFile attempt() throws IOException {
        return RejectFile.of(rejects, SOURCE, new Configuration(false));
    }

    private static BrokenLineException line(long number) {
        return new BrokenLineException(number, "2 fields, expected 3", List.of("1", "x,y"));
    }

    private static String header() {
        return "file,line,problem,record";
    }

    private static String text(long number) {
        return "/data/events/a.csv,%d,\"2 fields, expected 3\",\"1,\"\"x,y\"\"\"".formatted(number);
    }

    /** The lines of all files that are there; Hadoop's checksums aside. */
    private List<String> written() throws IOException {
        if (!Files.exists(folder.resolve("rejects"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("rejects"))) {
            return files.filter(file -> !file.getFileName().toString().endsWith(".crc"))
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file).stream();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }
}
