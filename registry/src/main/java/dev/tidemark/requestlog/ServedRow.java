package dev.tidemark.requestlog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one request was answered about one entity by one feature group.
 *
 * @param requestId as the answer's {@code X-Request-Id} has it
 * @param version of the group's definition
 * @param entity the group's join keys, as in Redis: {@code 17} or {@code 17:4}
 * @param eventTimestamp of the row that was served, null where there was none
 * @param features JSON as it was answered: an object of the features that were asked for, by name
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
