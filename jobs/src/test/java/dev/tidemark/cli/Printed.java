package dev.tidemark.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command printed into no terminal, and its exit code. */
record Printed(int code, String results, String messages) {
    static Printed by(String... words) {
        ByteArrayOutputStream results = new ByteArrayOutputStream();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = Tidemark.run(words);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Printed(code, results.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return results.lines().toList();
    }
}
