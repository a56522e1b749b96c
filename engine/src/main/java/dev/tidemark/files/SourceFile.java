package dev.tidemark.files;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.net.URI;

/**
 * A file of a source, as messages name it.
 *
 * @param address of the file, as Spark names it
 */
record SourceFile(String address) {
    /** The address in the form that a person writes. */
    String shown() {
        return address.startsWith("file:") ? URI.create(address).getPath() : address;
    }

    /**
     * The failure to read the file.
     *
     * @param subject what is read, in words
     */
    FeatureStoreException unreadable(String subject, IOException cause) {
        return new FeatureStoreException(
                ErrorCode.SOURCE_MISMATCH,
                "Cannot read file '%s' of %s, %s".formatted(shown(), subject, cause.getMessage()),
                cause);
    }
}
