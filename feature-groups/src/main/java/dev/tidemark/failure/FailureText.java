package dev.tidemark.failure;

/** Shortens failures to the part that a user can act on. */
public final class FailureText {
    /** A longer chain of causes is taken for a circle. */
    private static final int DEEPEST = 100;

    private FailureText() {}

    /** Returns the last cause, which says what happened; the exceptions around it say during what. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST; depth++) {
            root = root.getCause();
        }
        return root;
    }

    /** Returns the first line of a failure's message that is not blank; empty if it has none. */
    public static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? ""
                : message.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** The kind of a failure and the first line of its message, such as {@code IOException: disk full}. */
    public static String kindAndFirstLine(Throwable failure) {
        return "%s: %s".formatted(failure.getClass().getSimpleName(), firstLine(failure));
    }
}
