package dev.tidemark.compile;

/** What Spark says, shortened to what a user can act on. */
final class Messages {
    private Messages() {}

    static String firstLine(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }
}
