package dev.tidemark.online;

import dev.tidemark.feature.EntityKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer for one entity: a value and a status per requested feature, in the order of the question.
 *
 * @param values null unless the status is PRESENT
 * @param eventTimestamp of the entity's newest row, null if it has none
 */
public record OnlineFeatures(
        EntityKey key,
        List<@Nullable Object> values,
        List<Status> statuses,
        @Nullable Instant eventTimestamp) {
    public OnlineFeatures {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        statuses = List.copyOf(statuses);
    }
}
