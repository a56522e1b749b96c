package dev.tidemark.session;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/**
 * Extracts the cause of a failure from Spark's exceptions. A failure on an executor arrives as "Job aborted due to
 * stage failure" with half a page of text, which contains the part that a user can act on.
 */
public final class SparkFailure {
    /** The classes of SQLSTATE that blame data or statements: cardinality, data, integrity, statement, WITH CHECK. */
    private static final List<String> BY_THE_SOURCE = List.of("21", "22", "23", "42", "44");

    private static final int DEEPEST = 50;

    private SparkFailure() {}

    /** Returns the first exception of a kind among a failure and its causes. */
    public static <T extends Throwable> Optional<T> within(Throwable failure, Class<T> kind) {
        return causes(failure).stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /**
     * Returns a failure that names its cause. A cause of Tidemark's keeps its code and message; for Spark's failures
     * the message of Spark or of another library is used. A failure without Spark is returned unchanged.
     *
     * @param what failed, such as "Feature group 'payments'"
     */
    public static RuntimeException explained(Exception failure, String what) {
        if (failure instanceof FeatureStoreException known) {
            return known;
        }
        Optional<FeatureStoreException> known = within(failure, FeatureStoreException.class);
        if (known.isPresent()) {
            String message = Objects.requireNonNullElse(known.get().getMessage(), what + " failed");
            return new FeatureStoreException(known.get().code(), message, failure);
        }
        if (failure instanceof RuntimeException other
                && causes(failure).stream().noneMatch(SparkThrowable.class::isInstance)) {
            return other;
        }
        return explainedBySpark(failure, what);
    }

    private static FeatureStoreException explainedBySpark(Exception failure, String what) {
        List<Throwable> causes = causes(failure);
        Optional<Throwable> bySource =
                causes.reversed().stream().filter(SparkFailure::isByTheSource).findFirst();
        return new FeatureStoreException(
                bySource.isPresent() ? ErrorCode.SOURCE_MISMATCH : ErrorCode.INTERNAL,
                "%s: %s".formatted(what, text(bySource.orElse(causes.getLast()))),
                failure);
    }

    private static boolean isByTheSource(Throwable cause) {
        String state = cause instanceof SparkThrowable known ? known.getSqlState() : null;
        return state != null && BY_THE_SOURCE.stream().anyMatch(state::startsWith);
    }

    /** Spark's messages begin with their error condition; other messages are clearer with their class. */
    private static String text(Throwable cause) {
        String first = String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return first.startsWith("[")
                ? first
                : "%s: %s".formatted(cause.getClass().getSimpleName(), first);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Throwable next = failure;
        while (next != null && causes.size() < DEEPEST) {
            causes.add(next);
            next = next.getCause();
        }
        return causes;
    }
}
