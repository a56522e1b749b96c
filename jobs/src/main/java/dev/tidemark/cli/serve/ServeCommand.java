package dev.tidemark.cli.serve;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.launch.Application;
import dev.tidemark.launch.ServerProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs the HTTP server until it is stopped. The shell script starts the server directly, in place of this process,
 * which would only wait; this command is for other ways to start the command line.
 */
@Command(
        name = "serve",
        abbreviateSynopsis = true,
        description = {"Serves features over HTTP until it is stopped.", "The server is a process without Spark."},
        footer = {"tidemark serve", "tidemark serve --conf production.yaml"})
public final class ServeCommand implements Callable<Integer> {
    private final Invocation invocation;

    public ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Application application = invocation.open();
                ServerProcess server = application.startServer(ProcessBuilder.Redirect.INHERIT)) {
            return server.await();
        }
    }
}
