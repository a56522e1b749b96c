package dev.tidemark.requestlog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request for one entity from one feature group.
 *
 * @param requestId the answer's {@code X-Request-Id}
 * @param version of the group's definition
 * @param entity the group's join keys, as in Redis: {@code 17} or {@code 17:4}
 * @param eventTimestamp of the row that was served, null if there was none
 * @param features JSON of the answer: an object of the requested features, by name
 * @param statuses JSON: each feature's status, by name
 */
public record ServedRow(
        String requestId,
        Instant servedAt,
        String featureGroup,
        int version,
        String entity,
        @Nullable Instant eventTimestamp,
        String features,
        String statuses) {}
