package dev.tidemark.server.log;

import dev.tidemark.conf.ProcessLog;
import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where the server's log goes: a file under the home, or the terminal. */
public final class ServerLog {
    /** They tell the same each second while a node is away; what has changed is told once, with its cause. */
    private static final List<Logger> REPEATING = List.of(Logger.getLogger("io.lettuce"));

    private ServerLog() {}

    /** Where {@code server.log} may send it. */
    private enum Destination {
        FILE,
        TERMINAL
    }

    /** Writes all entries of this process there from now on. */
    public static void open(Settings settings) {
        REPEATING.forEach(logger -> logger.setLevel(Level.SEVERE));
        Handler file = settings.choice("server.log", Destination.class) == Destination.FILE
                ? file(settings.path("home").resolve("logs"))
                : null;
        if (file == null) {
            LogLines.use();
            return;
        }
        Logger root = Logger.getLogger("");
        for (Handler terminal : root.getHandlers()) {
            root.removeHandler(terminal);
        }
        root.addHandler(file);
    }

    private static @Nullable Handler file(Path folder) {
        try {
            Files.createDirectories(folder);
            return new RollingLogFile(folder, ProcessLog.claim(folder, "server"));
        } catch (IOException e) {
            System.err.printf("Cannot write a log in %s, which goes to the terminal: %s%n", folder, e);
            return null;
        }
    }
}
