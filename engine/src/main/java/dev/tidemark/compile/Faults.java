package dev.tidemark.compile;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.util.ArrayList;
import java.util.List;

/** Collects faults, so that they are reported together. */
final class Faults {
    private final List<FeatureStoreException> found = new ArrayList<>();

    /** Runs a part of the work and keeps its failure for the report. */
    void collect(Runnable part) {
        try {
            part.run();
        } catch (FeatureStoreException e) {
            found.add(e);
        }
    }

    /** @throws FeatureStoreException with all messages, and the code of the first */
    void throwIfAny() {
        if (found.size() == 1) {
            throw found.getFirst();
        }
        if (!found.isEmpty()) {
            ErrorCode code = found.getFirst().code();
            List<String> messages = found.stream()
                    .map(Throwable::getMessage)
                    .map(String::valueOf)
                    .toList();
            throw new FeatureStoreException(code, String.join("; ", messages), found.getFirst());
        }
    }
}
