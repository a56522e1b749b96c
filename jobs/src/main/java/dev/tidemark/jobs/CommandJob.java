package dev.tidemark.jobs;

import java.util.Arrays;

/** Runs any command under spark-submit: its arguments are the command's words, as in {@code tidemark sql QUERY}. */
public final class CommandJob {
    private CommandJob() {}

    public static void main(String... arguments) {
        String[] options = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        Submitted.run(arguments.length == 0 ? "--help" : arguments[0], options);
    }
}
