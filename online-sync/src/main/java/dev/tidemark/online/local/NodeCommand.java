package dev.tidemark.online.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Builds the command that starts a node. */
final class NodeCommand {
    /**
     * Ctrl-C reaches every process of the terminal's foreground group. A separate session keeps the nodes out of it:
     * they may serve another command, and this one may be about to end well. Without {@code setsid} the nodes end with
     * Ctrl-C.
     */
    private static final List<String> OWN_SESSION = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "setsid"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .limit(1)
            .toList();

    private static final String SETTINGS = """
            --bind 127.0.0.1
            --daemonize no
            --appendonly yes
            --cluster-enabled yes
            --cluster-config-file nodes.conf
            --cluster-node-timeout 2000
            --cluster-require-full-coverage no
            --cluster-allow-reads-when-down yes
            --repl-diskless-sync-delay 0
            """;

    private NodeCommand() {}

    static List<String> of(Path executable, Path folder, int port) {
        return Stream.of(
                        OWN_SESSION.stream(),
                        Stream.of(executable.toString(), "--port", String.valueOf(port)),
                        Stream.of("--dir", folder.toString(), "--save", ""),
                        SETTINGS.lines().flatMap(line -> Stream.of(line.split(" "))))
                .flatMap(words -> words)
                .toList();
    }
}
