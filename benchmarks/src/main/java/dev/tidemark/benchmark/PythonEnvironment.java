package dev.tidemark.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Python of its own for a peer, with the versions that a file in {@code benchmarks/peers} pins, made where there is
 * none yet.
 *
 * @param name of its folder and of its log under {@code target/benchmarks}
 * @param requirements name of the file
 */
public record PythonEnvironment(String name, String requirements) {
    private static final Path PEERS = Path.of(System.getProperty("tidemark.root", "."), "benchmarks", "peers");
    private static final long INSTALL_MINUTES = 10;

    /** A script of a peer. */
    public static Path script(String file) {
        return PEERS.resolve(file);
    }

    /**
     * Its interpreter.
     *
     * @return empty, with the reason printed, where there is no Python or nothing to install from
     */
    public Optional<Path> python(PrintStream out) throws IOException, InterruptedException {
        Path environment = JsonLines.folder().resolve(name).toAbsolutePath();
        Path python = environment.resolve("bin/python");
        Path complete = environment.resolve("complete");
        if (Files.exists(complete)) {
            return Optional.of(python);
        }
        try {
            if (run("python3", "-m", "venv", environment.toString())
                    && run(
                            python.toString(),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--requirement",
                            PEERS.resolve(requirements).toString())) {
                Files.createFile(complete);
                return Optional.of(python);
            }
            out.println("No peer: its packages cannot be installed; see " + log());
        } catch (IOException e) {
            out.println("No peer: there is no python3 here");
        }
        return Optional.empty();
    }

    /** Where the peer's errors go. */
    public Path log() throws IOException {
        return Files.createDirectories(JsonLines.folder()).resolve(name + "-peer.log");
    }

    private boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        return process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
    }
}
