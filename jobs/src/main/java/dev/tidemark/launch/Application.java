package dev.tidemark.launch;

import dev.tidemark.console.Console;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One process's parts, opened when first asked for and closed together. Not for use by several threads. */
public final class Application implements AutoCloseable {
    private final Console console;

    private Application(Console console) {
        this.console = console;
    }

    /** Reads the settings; everything else is opened on demand. */
    public static Application open(@Nullable Path conf, Console console) {
        return new Application(console);
    }

    public Console console() {
        return console;
    }

    @Override
    public void close() {}
}
