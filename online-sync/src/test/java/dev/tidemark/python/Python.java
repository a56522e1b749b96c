package dev.tidemark.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python of {@code -Dtidemark.python=PATH}, {@code python3} by default, for tests with real clients. A test whose
 * packages it lacks is skipped and says so; {@code .ci/run} makes an environment that has all of them.
 */
public final class Python {
    private static final String COMMAND = System.getProperty("tidemark.python", "python3");

    private final Path folder;

    private Python(Path folder) {
        this.folder = folder;
    }

    /**
     * A Python that has these modules.
     *
     * @param folder where its scripts run
     */
    public static Python with(Path folder, String... modules) {
        assumeTrue(
                imports(modules),
                "Python '%s' cannot import %s: these clients are not tested".formatted(COMMAND, List.of(modules)));
        return new Python(folder);
    }

    /**
     * What the script or module printed, on both streams; a failure where it does not end in time or ends with an
     * error.
     */
    public String run(Duration patience, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(COMMAND));
        command.addAll(List.of(words));
        Path output = Files.createTempFile(folder, "python", ".out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process python = builder.start();
        boolean ended = python.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
        python.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
        assertThat(ended).as(printed).isTrue();
        assertThat(python.exitValue()).as(printed).isZero();
        return printed;
    }

    private static boolean imports(String... modules) {
        try {
            return new ProcessBuilder(COMMAND, "-c", "import " + String.join(", ", modules))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
