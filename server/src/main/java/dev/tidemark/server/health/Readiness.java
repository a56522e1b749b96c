package dev.tidemark.server.health;

import dev.tidemark.online.Answering;
import dev.tidemark.online.StoredValues;
import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.http.LoadLimit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether the server should be sent questions, and what each part of it says to that. Thread-safe. */
public final class Readiness {
    private static final int PERCENT = 100;

    private final ServedGroups groups;
    private final StoredValues store;
    private final WarmUp warmUp;
    private final Shutdown shutdown;
    private final LoadLimit load;
    private final int sharePercent;

    /** @param sharePercent of the online store that must answer */
    public Readiness(
            ServedGroups groups,
            StoredValues store,
            WarmUp warmUp,
            Shutdown shutdown,
            LoadLimit load,
            int sharePercent) {
        this.groups = groups;
        this.store = store;
        this.warmUp = warmUp;
        this.shutdown = shutdown;
        this.load = load;
        this.sharePercent = sharePercent;
    }

    /**
     * The result of a check.
     *
     * @param parts the state of each part, by name
     * @param answeringPercent the share of the online store that answers, rounded down
     */
    public record Found(Map<String, Part> parts, int answeringPercent) {
        public boolean isReady() {
            return parts.values().stream().allMatch(Part::ready);
        }

        /** The parts that are not ready, with their causes, in one line for whoever asks. */
        public String whyNot() {
            return parts.entrySet().stream()
                    .filter(part -> !part.getValue().ready())
                    .map(part -> part.getKey() + ": " + part.getValue().cause())
                    .collect(Collectors.joining("; "));
        }
    }

    /**
     * The state of one part.
     *
     * @param cause why it is not, or not fully, ready; without anything that a stranger should not know
     * @param detail what only the log says; may be empty
     */
    record Part(boolean ready, String cause, String detail) {
        private static final Part READY = new Part(true, "", "");

        /** What the log says where it is another than before. */
        String state() {
            return !ready ? "DOWN" : cause.isEmpty() ? "UP" : "UP, but " + cause;
        }

        static Part of(boolean ready, String cause) {
            return ready ? READY : new Part(false, cause, "");
        }
    }

    public Found look() {
        Answering answering = store.answering();
        int percent = (int) (answering.share() * PERCENT);
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("server", Part.of(!shutdown.isAnnounced(), "it was told to end"));
        parts.put("load", Part.of(!load.isRefusing(), "more requests than server.max-concurrent-requests"));
        parts.put(
                "registry",
                Part.of(groups.isLoaded(), "no definitions were read yet: the metadata database does not answer"));
        parts.put("online_store", online(answering, percent));
        parts.put("warm_up", Part.of(warmUp.isDone(), "the server asks itself until its code is compiled"));
        return new Found(parts, percent);
    }

    private Part online(Answering answering, int percent) {
        if (percent == PERCENT) {
            return Part.READY;
        }
        String share = answering.share() == 0 ? "" : "%d %% of the keys can be read; ".formatted(percent);
        return new Part(percent >= sharePercent, share + answering.cause(), answering.detail());
    }
}
