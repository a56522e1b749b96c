package dev.tidemark.cli.invocation;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.session.SparkFailure;
import java.util.Optional;

/**
 * Describes an {@link Error} in one line. An error is a failure of the machine rather than of the command, so the text
 * says what to do about it.
 */
final class ErrorText {
    private static final String OPTIONS = "TIDEMARK_JAVA_OPTIONS='-Xms512m -Xmx2g%s'";

    private ErrorText() {}

    /** Returns the explanation of a failure that is an error or has one among its causes; empty for all others. */
    static Optional<FeatureStoreException> of(Throwable failure) {
        if (failure instanceof FeatureStoreException known && known.code() != ErrorCode.INTERNAL) {
            return Optional.empty();
        }
        return SparkFailure.within(failure, Error.class).map(error -> switch (error) {
            case StackOverflowError overflow ->
                new FeatureStoreException(
                        ErrorCode.INVALID_CONFIGURATION,
                        "The stack of a thread is full (StackOverflowError): a definition or a statement nests deeper than it"
                                + " has room for; make it flatter, or give threads more: "
                                + OPTIONS.formatted(" -Xss16m"),
                        failure);
            case OutOfMemoryError memory ->
                new FeatureStoreException(
                        ErrorCode.INVALID_CONFIGURATION,
                        "Out of memory (%s); give the command more: %s"
                                .formatted(
                                        memory.getMessage(),
                                        OPTIONS.replace("-Xmx2g", "-Xmx4g").formatted("")),
                        failure);
            case LinkageError missing ->
                new FeatureStoreException(
                        ErrorCode.INVALID_CONFIGURATION,
                        ("A class cannot be used (%s: %s): it is missing, or of another release than the classes that call it;"
                                        + " name the jar that has it in TIDEMARK_CLASSPATH")
                                .formatted(missing.getClass().getSimpleName(), FailureText.firstLine(missing)),
                        failure);
            default -> new FeatureStoreException(ErrorCode.INTERNAL, FailureText.kindAndFirstLine(error), failure);
        });
    }
}
