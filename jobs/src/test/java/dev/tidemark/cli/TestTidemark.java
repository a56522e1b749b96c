package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes: 0 for done, 1 for failed, 2 for wrong usage. */
final class TestTidemark {
    @TempDir
    Path folder;

    private String conf;

    @BeforeEach
    void writeSettings() throws IOException {
        conf = Files.writeString(folder.resolve("tidemark.yaml"), "home: " + folder.resolve("home") + "\n")
                .toString();
    }

    @Test
    void listingNothingIsASuccess() {
        assertThat(Tidemark.run("groups", "--conf", conf)).isZero();
        assertThat(Tidemark.run("services", "--conf", conf)).isZero();
        assertThat(Tidemark.run("runs", "--conf", conf, "--json")).isZero();
        assertThat(Tidemark.run("apply", "--conf", conf, "--dry-run", "-q")).isZero();
    }

    @Test
    void anUnknownGroupOrSettingIsAFailure() throws IOException {
        assertThat(Tidemark.run("materialize", "nope", "--conf", conf)).isEqualTo(1);
        assertThat(Tidemark.run("sync", "--group", "nope", "--group", "nada", "--full", "--conf", conf))
                .isEqualTo(1);
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "redis:\n  portz: 1\n");
        assertThat(Tidemark.run("groups", "--conf", wrong.toString())).isEqualTo(1);
    }

    @Test
    void wrongWordsAreWrongUsage() {
        assertThat(Tidemark.run("materialise", "x")).isEqualTo(2);
        assertThat(Tidemark.run("materialize")).isEqualTo(2);
        assertThat(Tidemark.run("materialize", "x", "--from", "yesterday")).isEqualTo(2);
        assertThat(Tidemark.run("training-set", "--spine", "labels")).isEqualTo(2);
        assertThat(Tidemark.run("training-set")).isEqualTo(2);
        assertThat(Tidemark.run("training-set", "--again", "manifest.json")).isEqualTo(2);
        assertThat(Tidemark.run(
                        "training-set",
                        "--spine",
                        "x",
                        "--timestamp",
                        "t",
                        "--features",
                        "g",
                        "--service",
                        "s",
                        "--output",
                        "o"))
                .isEqualTo(2);
        assertThat(Tidemark.run("training-set", "explain", "--spine", "labels")).isEqualTo(2);
        assertThat(Tidemark.run("sync", "--full")).isEqualTo(2);
        assertThat(Tidemark.run("stream")).isEqualTo(2);
        assertThat(Tidemark.run("stream", "--group", "x", "--since", "yesterday"))
                .isEqualTo(2);
        assertThat(Tidemark.run("sync", "x", "--full", "--since", "1")).isEqualTo(2);
        assertThat(Tidemark.run("sync", "x", "--since", "yesterday")).isEqualTo(2);
    }
}
