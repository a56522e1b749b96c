package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the README says, as a newcomer would: every command, and the example to the letter. */
final class ITReadme {
    private static final Path ROOT = Path.of(System.getProperty("tidemark.root"));
    private static final long MINUTES_PER_COMMAND = 8;

    private final Readme readme = Readme.read(ROOT);

    @TempDir
    Path folder;

    @Test
    void theFirstTwoCommandsAreWhatCiRuns() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).containsAll(readme.commands(0));
        assertThat(readme.commandBlocks()).isEqualTo(2);
    }

    @Test
    void everyLinkLeadsToAFile() {
        assertThat(readme.links())
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }

    @Test
    void theFirstFeatureGroupHasUnderTwentyLinesOfJava() {
        assertThat(readme.example().lines().filter(line -> !line.isBlank()).count())
                .isLessThan(20);
    }

    @Test
    void theFirstFeatureGroupWorksByTheCommandsBelowIt() throws Exception {
        Files.createDirectory(folder.resolve("features"));
        Files.writeString(folder.resolve("features/MerchantTraffic.java"), readme.example());
        run("./tidemark demo --small");

        for (String command : readme.commands(1)) {
            run(command);
        }

        assertThat(run("./tidemark groups --json")).contains("\"merchant_traffic\"");
        assertThat(run("./tidemark runs --json")).contains("merchant_traffic");
    }

    /** Runs a README command from an own folder, so that nothing of the checkout is touched; fails unless it succeeds. */
    private String run(String command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "command", ".out");
        List<String> words = List.of(command.replaceFirst("^\\./", ROOT + "/").split(" +"));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("TIDEMARK_BUILD", "never", "TIDEMARK_REDIS_PORTS", "17600"));
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES_PER_COMMAND, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(output);
        assertThat(ended).as("%s ended in time; it printed:%n%s", command, text).isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s, which printed:%n%s", command, text)
                .isZero();
        return text;
    }
}
