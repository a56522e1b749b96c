package dev.tidemark.metadata;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.JdbiException;

/**
 * Distinguishes a duplicate key, which another process inserted first, from all other failures of the metadata
 * database.
 */
public final class MetadataFailure {
    /** SQLSTATE unique_violation, in H2 and in PostgreSQL. */
    private static final String DUPLICATE_KEY = "23505";

    /** Messages of operating systems about a full disk. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private MetadataFailure() {}

    /** Returns true if another process has taken the key of a new row. */
    public static boolean isDuplicateKey(JdbiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && DUPLICATE_KEY.equals(refused.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Returns the remedy if the database cannot be opened: for a full disk it does not mention the address. */
    static String remedy(Throwable failure) {
        String reason = reason(failure);
        return FULL.stream().anyMatch(reason::contains)
                ? "make room on its disk, or set home or metadata.url to another"
                : "check metadata.url, metadata.user and metadata.password";
    }

    /**
     * Describes a failure of which the caller is not the cause.
     *
     * @param attempt the attempted action, such as {@code record a run of 'payments'}
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
