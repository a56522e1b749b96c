package dev.tidemark.launch;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/** Where this process's log goes. */
final class Logs {
    private static final String FOLDER = "tidemark.logs";

    private Logs() {}

    /** Sends the log to a file in a folder, which is known only now that the settings are read. */
    static void writeUnder(Path folder) {
        if (folder.toString().equals(System.getProperty(FOLDER))) {
            return;
        }
        System.setProperty(FOLDER, folder.toString());
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            context.reconfigure();
        }
    }
}
