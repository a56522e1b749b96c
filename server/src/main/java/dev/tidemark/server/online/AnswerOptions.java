package dev.tidemark.server.online;

import java.util.Set;

/**
 * How a client wants its answer.
 *
 * @param include what the answer holds besides values
 * @param partial whether features that cannot be answered are marked; else the whole request fails
 */
public record AnswerOptions(Set<Include> include, boolean partial) {
    /** What an answer holds besides values. */
    public enum Include {
        STATUSES,
        EVENT_TIMESTAMPS
    }

    public AnswerOptions {
        include = Set.copyOf(include);
    }

    /** Values only, and all of them. */
    public static AnswerOptions plain() {
        return new AnswerOptions(Set.of(), /* partial= */ false);
    }
}
