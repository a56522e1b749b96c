package dev.tidemark.launch;

import dev.tidemark.conf.ProcessLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** Directs this process's log. */
final class Logs {
    private static final String FOLDER = "tidemark.logs";
    private static final String NAME = "tidemark.log";

    private Logs() {}

    /** Sends the log to a file in a folder, which is known only after the settings are read. */
    static void writeUnder(Path folder) {
        if (folder.toString().equals(System.getProperty(FOLDER))) {
            return;
        }
        System.setProperty(FOLDER, folder.toString());
        System.setProperty(NAME, name(folder));
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.reconfigure();
        }
    }

    /**
     * Returns the log's file name; each of several processes has a separate file. If no file can be made, as on some
     * hosts under spark-submit, Spark's settings decide where logs go.
     */
    private static String name(Path folder) {
        try {
            Files.createDirectories(folder);
            return ProcessLog.claim(folder, "tidemark");
        } catch (IOException e) {
            return "tidemark";
        }
    }
}
