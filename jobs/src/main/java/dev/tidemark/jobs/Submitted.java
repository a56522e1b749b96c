package dev.tidemark.jobs;

import dev.tidemark.cli.Tidemark;
import java.util.Arrays;
import java.util.stream.Stream;

/** A command run as the main class of a Spark application. */
final class Submitted {
    private Submitted() {}

    /** Runs the command and ends the process only where it failed: a cluster takes an early exit for a failure. */
    static void run(String command, String... arguments) {
        int exitCode = Tidemark.run(
                Stream.concat(Stream.of(command), Arrays.stream(arguments)).toArray(String[]::new));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
