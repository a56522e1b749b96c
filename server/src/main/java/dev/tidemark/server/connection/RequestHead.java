package dev.tidemark.server.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, parsed as strictly as RFC 9112 allows: a head that two readers could understand in two ways is
 * refused. What the web server does not support (HTTP/1.0, HEAD, chunks, expectations) is translated for it.
 */
final class RequestHead {
    private static final int MOST_LENGTH_DIGITS = 18;

    private final byte[] bytes;
    private boolean isHead;
    private int methodEnd;
    private int targetEnd;
    private int fieldsFrom;
    private boolean oldVersion;
    private int hosts;
    private @Nullable String length;
    private @Nullable String coding;
    private @Nullable String expectation;
    private boolean wantsClose;
    private boolean wantsKeepAlive;

    private RequestHead(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a head.
     *
     * @param bytes from the method to the empty line, lines ended by CRLF
     */
    static RequestHead parse(byte[] bytes) {
        RequestHead head = new RequestHead(bytes);
        head.readRequestLine();
        head.readFields();
        head.check();
        return head;
    }

    boolean isKeptAlive() {
        return !wantsClose && (!oldVersion || wantsKeepAlive);
    }

    boolean isChunked() {
        return coding != null;
    }

    boolean expectsContinue() {
        return expectation != null && !oldVersion && expectation.equalsIgnoreCase("100-continue");
    }

    /** Returns the announced length of the body; 0 where none was announced. */
    long length() {
        return length == null ? 0 : Long.parseLong(length);
    }

    private void readRequestLine() {
        int end = lineEnd(0);
        methodEnd = tokenEnd(0);
        if (methodEnd == 0 || bytes[methodEnd] != ' ') {
            throw Refusals.malformed("Malformed request: expected a method, a path and HTTP/1.1");
        }
        isHead = text(0, methodEnd).equals("HEAD");
        targetEnd = methodEnd + 1;
        while (HttpText.isVisible(bytes[targetEnd])) {
            targetEnd++;
        }
        if (targetEnd == methodEnd + 1 || bytes[targetEnd] != ' ') {
            throw Refusals.malformed(
                    "Malformed request: expected a path of visible ASCII characters, others as %XX, then HTTP/1.1");
        }
        String version = text(targetEnd + 1, end);
        oldVersion = version.equals("HTTP/1.0");
        if (!oldVersion && !version.equals("HTTP/1.1")) {
            throw version.matches("HTTP/[0-9](\\.[0-9])?")
                    ? Refusals.of(
                            io.helidon.http.Status.HTTP_VERSION_NOT_SUPPORTED_505,
                            "%s is not spoken here; HTTP/1.1 and HTTP/1.0 are".formatted(version))
                    : Refusals.malformed("Malformed request: expected HTTP/1.1 after the path");
        }
        fieldsFrom = end + 2;
    }

    private void readFields() {
        int line = fieldsFrom;
        for (int end = lineEnd(line); end > line; end = lineEnd(line)) {
            int nameEnd = tokenEnd(line);
            if (nameEnd == line || bytes[nameEnd] != ':') {
                throw Refusals.malformed("Malformed header: expected a name and a colon on each line, without blanks");
            }
            for (int i = nameEnd + 1; i < end; i++) {
                if (HttpText.isControl(bytes[i])) {
                    throw Refusals.malformed("Malformed header: a control character in its value");
                }
            }
            readField(line, nameEnd, end);
            line = end + 2;
        }
    }

    private void readField(int from, int nameEnd, int end) {
        switch (nameEnd - from) {
            case 4 -> hosts += is(from, nameEnd, "host") ? 1 : 0;
            case 6 -> expectation = is(from, nameEnd, "expect") ? text(nameEnd + 1, end) : expectation;
            case 10 -> {
                if (is(from, nameEnd, "connection")) {
                    readConnection(text(nameEnd + 1, end));
                }
            }
            case 14 -> length = is(from, nameEnd, "content-length") ? only(length, nameEnd + 1, end) : length;
            case 17 -> coding = is(from, nameEnd, "transfer-encoding") ? only(coding, nameEnd + 1, end) : coding;
            default -> {
                // Has no influence on where the request ends.
            }
        }
    }

    private void readConnection(String value) {
        String options = value.toLowerCase(Locale.ROOT);
        if (options.equals("keep-alive")) {
            wantsKeepAlive = true;
            return;
        }
        for (String option : options.split(",", -1)) {
            wantsClose |= option.strip().equals("close");
            wantsKeepAlive |= option.strip().equals("keep-alive");
        }
    }

    private String only(@Nullable String before, int from, int end) {
        if (before != null) {
            throw Refusals.malformed("Malformed request: more than one Content-Length or Transfer-Encoding");
        }
        return text(from, end);
    }

    private void check() {
        if (hosts > 1 || (hosts == 0 && !oldVersion)) {
            throw Refusals.malformed("Malformed request: expected one Host, not %d".formatted(hosts));
        }
        if (coding != null && (length != null || oldVersion || !coding.equalsIgnoreCase("chunked"))) {
            throw Refusals.malformed(
                    "Malformed request: expected either a Content-Length or 'Transfer-Encoding: chunked'");
        }
        if (length != null && (length.isEmpty() || !length.chars().allMatch(digit -> digit >= '0' && digit <= '9'))) {
            throw Refusals.malformed("Malformed request: expected a Content-Length of digits");
        }
        if (length != null && length.length() > MOST_LENGTH_DIGITS) {
            throw Refusals.malformed(
                    "Malformed request: a Content-Length of more than %d digits".formatted(MOST_LENGTH_DIGITS));
        }
    }

    /**
     * Returns the head in the form that the web server supports.
     *
     * @param bodyLength the number of bytes received of a body in chunks
     */
    byte[] translated(int bodyLength) {
        if (!oldVersion && coding == null && expectation == null && !isHead) {
            return bytes;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream(bytes.length + 32);
        if (isHead) {
            head.writeBytes("GET".getBytes(StandardCharsets.US_ASCII));
        } else {
            head.write(bytes, 0, methodEnd);
        }
        head.write(bytes, methodEnd, targetEnd - methodEnd);
        head.writeBytes(" HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        int line = fieldsFrom;
        for (int end = lineEnd(line); end > line; end = lineEnd(line)) {
            if (!isTranslated(line, tokenEnd(line))) {
                head.write(bytes, line, end + 2 - line);
            }
            line = end + 2;
        }
        if (coding != null) {
            head.writeBytes("Content-Length: %d\r\n".formatted(bodyLength).getBytes(StandardCharsets.US_ASCII));
        }
        head.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return head.toByteArray();
    }

    private boolean isTranslated(int from, int nameEnd) {
        return is(from, nameEnd, "connection") || is(from, nameEnd, "expect") || is(from, nameEnd, "transfer-encoding");
    }

    private boolean is(int from, int to, String name) {
        return HttpText.equalsIgnoringCase(bytes, from, to, name);
    }

    private int tokenEnd(int from) {
        int end = from;
        while (HttpText.isToken(bytes[end])) {
            end++;
        }
        return end;
    }

    /** Returns where a line ends: at the CR of its CRLF. */
    private int lineEnd(int from) {
        int end = from;
        while (bytes[end] != '\n') {
            end++;
        }
        return end - 1;
    }

    /** Returns the text without the blanks around it. */
    private String text(int from, int to) {
        return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.ISO_8859_1).strip();
    }
}
