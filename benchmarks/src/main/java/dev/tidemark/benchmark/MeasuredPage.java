package dev.tidemark.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of the documentation that holds what a benchmark measured, between two marks.
 *
 * @param command what measures it, which stands in the first mark
 */
public record MeasuredPage(Path file, String command) {
    private static final String END = "<!-- end of measured -->";

    /** The folder of the pages that hold measurements. */
    public static Path shelf() {
        return Path.of(System.getProperty("tidemark.root", "."), "docs", "inside");
    }

    /** Replaces what stands between the marks; a page without them gets the part at its end. */
    public void write(String part) {
        String begin = "<!-- measured: %s -->".formatted(command);
        String marked = begin + "\n" + part + END;
        try {
            String text = Files.readString(file);
            int from = text.indexOf(begin);
            int end = text.indexOf(END, Math.max(from, 0));
            Files.writeString(
                    file,
                    from < 0 || end < 0
                            ? text + "\n" + marked + "\n"
                            : text.substring(0, from) + marked + text.substring(end + END.length()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
