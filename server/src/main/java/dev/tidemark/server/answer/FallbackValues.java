package dev.tidemark.server.answer;

import dev.tidemark.feature.Fallback;
import dev.tidemark.online.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered for a row that could not be read: what each feature's fallback says. Immutable. */
public final class FallbackValues {
    private final FeaturePlan plan;
    private final List<Status> statuses;
    private final @Nullable FeaturePlaces lastKnown;

    private FallbackValues(FeaturePlan plan, List<Status> statuses, @Nullable FeaturePlaces lastKnown) {
        this.plan = plan;
        this.statuses = statuses;
        this.lastKnown = lastKnown;
    }

    /** Nothing for any feature. */
    public static FallbackValues none(FeaturePlan plan) {
        return new FallbackValues(plan, Collections.nCopies(plan.size(), Status.UNAVAILABLE), null);
    }

    /** The fallbacks, where nothing is known of the row. */
    public static FallbackValues of(FeaturePlan plan) {
        return of(plan, null, 0);
    }

    /**
     * The fallbacks.
     *
     * @param lastKnown the row's stored bytes as they were last read
     * @param readAt when that was, in microseconds since the epoch, UTC
     * @param now in the same unit
     */
    public static FallbackValues of(FeaturePlan plan, byte[] lastKnown, long readAt, long now) {
        FeaturePlaces row = FeaturePlaces.of(plan, List.of(lastKnown), now);
        boolean usable = row.state(0) == Status.PRESENT;
        return of(plan, usable ? row : null, now - readAt);
    }

    private static FallbackValues of(FeaturePlan plan, @Nullable FeaturePlaces lastKnown, long age) {
        List<Status> statuses = new ArrayList<>(plan.size());
        for (int feature = 0; feature < plan.size(); feature++) {
            statuses.add(status(plan.fallback(feature), lastKnown != null, age));
        }
        return new FallbackValues(plan, statuses, statuses.contains(Status.LAST_KNOWN) ? lastKnown : null);
    }

    private static Status status(Fallback fallback, boolean known, long age) {
        return switch (fallback) {
            case Fallback.None none -> Status.UNAVAILABLE;
            case Fallback.Value fixed -> Status.DEFAULT;
            case Fallback.LastKnown last ->
                known && Duration.of(age, ChronoUnit.MICROS).compareTo(last.maxAge()) <= 0
                        ? Status.LAST_KNOWN
                        : Status.UNAVAILABLE;
        };
    }

    /** Whether every feature has something to give. */
    public boolean isWhole() {
        return !statuses.contains(Status.UNAVAILABLE);
    }

    List<Status> statuses() {
        return statuses;
    }

    Status status(int feature) {
        return statuses.get(feature);
    }

    /** Whether an older row of the entity is answered from. */
    boolean isFound() {
        return lastKnown != null;
    }

    /** Of the older row; 0 where there is none. */
    long eventTimestamp() {
        return lastKnown == null ? 0 : lastKnown.eventTimestamp(0);
    }

    void write(AnswerWriter writer, int feature) {
        if (status(feature) == Status.DEFAULT) {
            writer.feature(plan.type(feature), plan.fixed(feature), 0);
        } else if (status(feature) == Status.LAST_KNOWN && lastKnown != null) {
            lastKnown.write(writer, 0, feature);
        } else {
            writer.nothing();
        }
    }
}
