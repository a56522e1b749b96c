package dev.tidemark.benchmark.serving;

import dev.tidemark.benchmark.PythonEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The same answers by FastAPI, uvicorn, redis-py and msgpack: {@code benchmarks/peers/fastapi_server.py}. */
final class PeerProcess implements AutoCloseable {
    /** As it is often written, and as it is written by those who have measured it. */
    enum Form {
        DEFAULT,
        TUNED
    }

    private static final PythonEnvironment ENVIRONMENT = new PythonEnvironment("python", "requirements.txt");

    private final Process process;
    private final int port;

    private PeerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static PeerProcess start(Path python, Form form, String redisNode) throws IOException {
        String script = PythonEnvironment.script("fastapi_server.py").toString();
        Process process = new ProcessBuilder(
                        python.toString(), script, form.name().toLowerCase(java.util.Locale.ROOT), redisNode)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(ENVIRONMENT.log().toFile()))
                .start();
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("PORT ")) {
                return new PeerProcess(process, Integer.parseInt(line.substring(5)));
            }
        }
        throw new IOException("The peer did not start; see " + ENVIRONMENT.log());
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
        Optional<Path> python = ENVIRONMENT.python(out);
        if (python.isEmpty()) {
            return List.of();
        }
        return List.of(start(python.get(), Form.DEFAULT, redisNode), start(python.get(), Form.TUNED, redisNode));
    }
}
