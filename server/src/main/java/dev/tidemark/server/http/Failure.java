package dev.tidemark.server.http;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.request.Excerpt;
import io.helidon.http.Status;

/** What went wrong as a client sees it; the only place that turns an error code into an HTTP status. */
record Failure(Status status, String code, String message) {
    /** Nothing that a client sent makes its answer longer, nor what is held until it has read it. */
    private static final int LONGEST_MESSAGE = 1_000;

    Failure {
        message = Excerpt.oneLine(message, LONGEST_MESSAGE);
    }

    static Failure of(FeatureStoreException thrown) {
        return new Failure(status(thrown.code()), thrown.code().name(), message(thrown));
    }

    /** Which nodes and databases do not answer, and how, is the operator's: it is in the log. */
    private static String message(FeatureStoreException thrown) {
        return switch (thrown.code()) {
            case ONLINE_STORE_UNAVAILABLE -> "The online store does not answer for what was asked; try again";
            case METADATA_UNAVAILABLE ->
                thrown.getCause() == null
                        ? String.valueOf(thrown.getMessage())
                        : "The metadata database does not answer; try again";
            default -> String.valueOf(thrown.getMessage());
        };
    }

    private static Status status(ErrorCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, MALFORMED_REQUEST, UNKNOWN_FEATURE, INVALID_DEFINITION, SOURCE_MISMATCH ->
                Status.BAD_REQUEST_400;
            case UNKNOWN_FEATURE_GROUP, UNKNOWN_FEATURE_SERVICE -> Status.NOT_FOUND_404;
            case TOO_MANY_ENTITIES, TOO_MANY_ROWS, PAYLOAD_TOO_LARGE -> Status.REQUEST_ENTITY_TOO_LARGE_413;
            case RUN_IN_PROGRESS -> Status.CONFLICT_409;
            case IDEMPOTENCY_KEY_REUSED -> Status.UNPROCESSABLE_CONTENT_422;
            case ONLINE_STORE_UNAVAILABLE, METADATA_UNAVAILABLE, EXECUTORS_UNAVAILABLE ->
                Status.SERVICE_UNAVAILABLE_503;
            case INVALID_CONFIGURATION, CORRUPT_VALUE, INTERNAL -> Status.INTERNAL_SERVER_ERROR_500;
        };
    }

    /** A failure that HTTP itself knows: no such path, another method, another content type. */
    static Failure of(Status status, String message) {
        return new Failure(
                status, status.reasonPhrase().toUpperCase(java.util.Locale.ROOT).replace(' ', '_'), message);
    }
}
