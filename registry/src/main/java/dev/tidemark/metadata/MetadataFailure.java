package dev.tidemark.metadata;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.JdbiException;

/** Tells a key that somebody else was faster to take from everything else that the metadata database refuses. */
public final class MetadataFailure {
    /** SQLSTATE unique_violation, in H2 and in PostgreSQL. */
    private static final String DUPLICATE_KEY = "23505";

    /** What systems say of a disk that takes no more. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private MetadataFailure() {}

    /** Returns whether somebody else has taken the key of a new row. */
    public static boolean isDuplicateKey(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && DUPLICATE_KEY.equals(refused.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** What to do where the database cannot be opened: a full disk has nothing to do with its address. */
    static String remedy(Throwable failure) {
        String reason = reason(failure);
        return FULL.stream().anyMatch(reason::contains)
                ? "make room on its disk, or set home or metadata.url to another"
                : "check metadata.url, metadata.user and metadata.password";
    }

    /**
     * A failure that is not the caller's.
     *
     * @param attempt what was to be done, such as {@code record a run of 'payments'}
     */
    public static FeatureStoreException unavailable(String attempt, JdbiException failure) {
        return new FeatureStoreException(
                ErrorCode.METADATA_UNAVAILABLE,
                "The metadata database refused to %s: %s".formatted(attempt, reason(failure)),
                failure);
    }

    static String reason(Throwable failure) {
        return FailureText.firstLine(FailureText.root(failure));
    }
}
