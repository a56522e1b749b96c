package dev.tidemark.tables;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;

/** Shortens Spark's message about a statement to one line, with the position in it. */
final class SparkMessage {
    private static final Pattern PLACE = Pattern.compile("[(;,]? *\\(?line (\\d+),? pos(?:ition)? (\\d+)\\)?");
    private static final Pattern STATE = Pattern.compile("\\s*SQLSTATE: \\w+");

    private SparkMessage() {}

    static String of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String first = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        String plain = STATE.matcher(PLACE.matcher(first).replaceAll(""))
                .replaceAll("")
                .strip();
        return plain + place(failure, message);
    }

    private static String place(Throwable failure, String message) {
        Matcher place = PLACE.matcher(message);
        if (place.find()) {
            return place(Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)) + 1);
        }
        List<QueryContext> contexts =
                failure instanceof SparkThrowable known ? List.of(known.getQueryContext()) : List.of();
        return contexts.stream()
                .filter(context -> context.contextType() == QueryContextType.SQL)
                .findFirst()
                .map(context -> " (at '%s')".formatted(context.fragment()))
                .orElse("");
    }

    /** Formats a position as editors count it, from 1. */
    private static String place(int line, int position) {
        return " (line %d, position %d)".formatted(line, position);
    }
}
