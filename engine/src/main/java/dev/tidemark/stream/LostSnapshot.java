package dev.tidemark.stream;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.TableAppends;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** Explains a stream's failure after its source's table has lost the snapshot at which the stream stopped. */
final class LostSnapshot {
    /** Iceberg's message, because the exception's class does not identify the failure. */
    private static final Pattern SAID = Pattern.compile(
            "Cannot find snapshot|Cannot load .*snapshot|snapshot .*(was expired|not found|does not exist)");

    private LostSnapshot() {}

    /** Returns the failure in the user's terms if a lost snapshot is its cause. */
    static Optional<FeatureStoreException> in(Exception failure, FeatureGroup group, String checkpoint) {
        DataSource source = group.sources().getFirst();
        if (!(source.stream() instanceof TableAppends) || !isSaid(failure)) {
            return Optional.empty();
        }
        String folder = String.valueOf(new Path(checkpoint).getParent());
        return Optional.of(new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH,
                ("The stream of feature group '%s' cannot go on: table %s no longer has the snapshot at which the stream stopped, because the"
                                + " table was dropped and made anew or the snapshot was expired. Delete the checkpoint '%s', start the stream"
                                + " again, and materialize the time in between")
                        .formatted(group.name(), source.location(), folder),
                failure));
    }

    private static boolean isSaid(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && SAID.matcher(cause.getMessage()).find()) {
                return true;
            }
        }
        return false;
    }
}
