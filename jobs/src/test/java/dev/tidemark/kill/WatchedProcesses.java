package dev.tidemark.kill;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads the command lines of this machine's processes again and again, as anybody on it can. */
final class WatchedProcesses implements AutoCloseable {
    private static final long GLANCE_MILLIS = 250;

    private final List<String> secrets;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    private WatchedProcesses(List<String> secrets) {
        this.secrets = secrets;
        Thread.ofPlatform().daemon().start(this::watch);
    }

    static WatchedProcesses lookFor(List<String> secrets) {
        return new WatchedProcesses(secrets);
    }

    private void watch() {
        while (!ended) {
            ProcessHandle.allProcesses().forEach(process -> {
                ProcessHandle.Info info = process.info();
                String line = Stream.concat(
                                info.commandLine().stream(),
                                info.arguments().stream().flatMap(Stream::of))
                        .reduce("", (left, right) -> left + " " + right);
                if (line.contains("spark")) {
                    seen.add(process.pid());
                }
                secrets.stream().filter(line::contains).forEach(secret -> found.add(secret + " in " + line));
            });
            try {
                TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The command lines that have a secret. */
    Set<String> found() {
        return found;
    }

    /** How many processes of Spark's were looked at. */
    int seen() {
        return seen.size();
    }

    @Override
    public void close() {
        ended = true;
    }
}
