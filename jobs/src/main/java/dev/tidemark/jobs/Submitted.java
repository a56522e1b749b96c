package dev.tidemark.jobs;

import dev.tidemark.cli.Tidemark;
import dev.tidemark.project.ProjectClasses;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs a command as the main class of a Spark application. */
final class Submitted {
    private static final int FAILED = 1;

    private Submitted() {}

    /** Runs the command and exits the process only after a failure: a cluster takes an early exit for a failure. */
    static void run(String command, String... arguments) {
        Optional<String> refusal = JavaRelease.refusal();
        if (refusal.isPresent()) {
            System.err.println("tidemark: " + refusal.get());
            System.exit(FAILED);
        }
        int exitCode = Tidemark.run(
                environment(System.getenv()),
                Stream.concat(Stream.of(command), Arrays.stream(arguments)).toArray(String[]::new));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /** The definitions are in the jars, so the folder of definitions is compiled only if a variable names it. */
    private static Map<String, String> environment(Map<String, String> ofProcess) {
        Map<String, String> environment = new HashMap<>(ofProcess);
        environment.putIfAbsent(ProjectClasses.VARIABLE, "");
        return environment;
    }
}
