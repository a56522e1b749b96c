package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The same answers by FastAPI, uvicorn, redis-py and msgpack: {@code benchmarks/peers/fastapi_server.py}. */
final class PeerProcess implements AutoCloseable {
    /** As it is often written, and as it is written by those who have measured it. */
    enum Form {
        DEFAULT,
        TUNED
    }

    private static final Path PEERS = Path.of(System.getProperty("tidemark.root", "."), "benchmarks", "peers");
    private static final long INSTALL_MINUTES = 5;

    private final Process process;
    private final int port;

    private PeerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Finds a Python that has what the peer needs; where none has been made yet, makes it.
     *
     * @return empty, with the reason printed, where there is no Python or nothing to install from
     */
    static Optional<Path> python(PrintStream out) throws IOException, InterruptedException {
        Path environment = JsonLines.folder().resolve("python").toAbsolutePath();
        Path python = environment.resolve("bin/python");
        if (Files.exists(environment.resolve("complete"))) {
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
                            PEERS.resolve("requirements.txt").toString())) {
                Files.createFile(environment.resolve("complete"));
                return Optional.of(python);
            }
            out.println("No peer: its packages cannot be installed; see " + log());
        } catch (IOException e) {
            out.println("No peer: there is no python3 here");
        }
        return Optional.empty();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        return process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
    }

    private static Path log() throws IOException {
        return Files.createDirectories(JsonLines.folder()).resolve("serving-peer.log");
    }

    static PeerProcess start(Path python, Form form, String redisNode) throws IOException {
        String script = PEERS.resolve("fastapi_server.py").toString();
        Process process = new ProcessBuilder(
                        python.toString(), script, form.name().toLowerCase(java.util.Locale.ROOT), redisNode)
                .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("PORT ")) {
                return new PeerProcess(process, Integer.parseInt(line.substring(5)));
            }
        }
        throw new IOException("The peer did not start; see " + log());
    }

    Target target() {
        return new Target(port, process.toHandle());
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** All forms, started; none where there is no Python for them. */
    static List<PeerProcess> startAll(String redisNode, PrintStream out) throws IOException, InterruptedException {
        Optional<Path> python = python(out);
        if (python.isEmpty()) {
            return List.of();
        }
        return List.of(start(python.get(), Form.DEFAULT, redisNode), start(python.get(), Form.TUNED, redisNode));
    }
}
