package dev.tidemark.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The width of the terminal in characters, which may change while a command runs. Thread-safe. */
public final class Terminal implements IntSupplier {
    /** The width of a terminal that does not report one. */
    public static final int USUAL = 80;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final long PATIENCE_MILLIS = 1_000;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)");

    private final IntSupplier look;
    private int width;
    private long lookedAt;

    private Terminal(IntSupplier look) {
        this.look = look;
        this.width = look.getAsInt();
        this.lookedAt = System.nanoTime();
    }

    /** The terminal of this process; {@code COLUMNS} overrides the terminal's width. */
    public static IntSupplier ofProcess(@Nullable String columns) {
        if (columns != null && columns.strip().matches("[1-9]\\d{0,4}")) {
            int fixed = Integer.parseInt(columns.strip());
            return () -> fixed;
        }
        return new Terminal(Terminal::askStty);
    }

    /** Checks the width once a second, because a user may resize the window during the work. */
    @Override
    public synchronized int getAsInt() {
        if (System.nanoTime() - lookedAt >= BETWEEN_LOOKS.toNanos()) {
            width = look.getAsInt();
            lookedAt = System.nanoTime();
        }
        return width;
    }

    /** Java does not offer the size of its terminal; {@code stty} exists on every system with terminals. */
    private static int askStty() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL;
            }
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher matcher = SIZE.matcher(size.strip());
            int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            return columns > 0 ? columns : USUAL;
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
