package dev.tidemark.feature;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span of events that an aggregation at instant {@code t} covers: {@code t - length < event_timestamp <= t}.
 *
 * <p>The length is positive and of whole microseconds; definitions refuse others when they are built.
 */
public record Window(Duration length) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    /** Reads {@code 500ms}, {@code 30s}, {@code 15m}, {@code 24h} or {@code 30d}. */
    public static Window parse(String text) {
        return new Window(parseDuration(text));
    }

    /** Reads a duration in the same form. */
    public static Duration parseDuration(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Invalid duration '%s': expected a number and ms, s, m, h or d, such as 24h".formatted(text));
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
