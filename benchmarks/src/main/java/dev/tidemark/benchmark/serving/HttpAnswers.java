package dev.tidemark.benchmark.serving;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** Reads answers off a connection as cheaply as can be: the status and the length, then the body, unread. */
final class HttpAnswers {
    private static final String LENGTH = "content-length:";

    private final InputStream in;
    private final StringBuilder line = new StringBuilder(128);
    private int length;

    HttpAnswers(InputStream in) {
        this.in = in;
    }

    /** Whether the next answer is a 200. */
    boolean next() throws IOException {
        boolean good = line().startsWith("HTTP/1.1 200");
        length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(
                        header.substring(LENGTH.length()).strip().toLowerCase(Locale.ROOT));
            }
        }
        if (length < 0) {
            throw new IOException("An answer without a length");
        }
        in.skipNBytes(length);
        return good;
    }

    /** Of the body of the last answer. */
    int length() {
        return length;
    }

    private String line() throws IOException {
        line.setLength(0);
        for (int letter = in.read(); letter != '\n'; letter = in.read()) {
            if (letter < 0) {
                throw new EOFException("The server closed the connection");
            }
            if (letter != '\r') {
                line.append((char) letter);
            }
        }
        return line.toString();
    }
}
