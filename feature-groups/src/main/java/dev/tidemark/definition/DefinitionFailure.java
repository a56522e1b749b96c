package dev.tidemark.definition;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.InvalidDefinitionException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes a failure of the user's code by the class and the line in which it happened. */
final class DefinitionFailure {
    /** Packages that definitions call; their stack frames do not show which line of the user's code is wrong. */
    private static final List<String> CALLED =
            List.of("java.", "javax.", "jdk.", "dev.tidemark.feature.", "dev.tidemark.time.");

    private DefinitionFailure() {}

    /** @param origin the defining class */
    static List<String> problems(String origin, Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean isWrapped =
                thrown instanceof ExceptionInInitializerError || thrown instanceof InvocationTargetException;
        Throwable failure = isWrapped && cause != null ? cause : thrown;
        String place = place(failure).map(" (%s)"::formatted).orElse("");
        return texts(failure).map(text -> origin + place + ": " + text).toList();
    }

    private static Stream<String> texts(Throwable failure) {
        if (failure instanceof InvalidDefinitionException invalid) {
            return invalid.problems().stream();
        }
        String message = failure.getMessage();
        boolean told = failure instanceof FeatureStoreException || failure.getClass() == IllegalArgumentException.class;
        if (told && message != null) {
            return Stream.of(message);
        }
        String name = failure.getClass().getSimpleName();
        return Stream.of(message == null ? name : name + ": " + message);
    }

    private static Optional<String> place(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .takeWhile(frame -> !frame.getClassName().equals(DefinitionObject.class.getName()))
                .filter(frame -> CALLED.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }
}
