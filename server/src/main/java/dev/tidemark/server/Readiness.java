package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the server should be sent questions, and what each part of it says to that. Thread-safe. */
final class Readiness {
    private static final int PERCENT = 100;

    private final ServedGroups groups;
    private final StoredValues store;
    private final WarmUp warmUp;
    private final Ending ending;
    private final LoadLimit load;
    private final int sharePercent;

    /** @param sharePercent of the online store that must answer */
    Readiness(ServedGroups groups, StoredValues store, WarmUp warmUp, Ending ending, LoadLimit load, int sharePercent) {
        this.groups = groups;
        this.store = store;
        this.warmUp = warmUp;
        this.ending = ending;
        this.load = load;
        this.sharePercent = sharePercent;
    }

    /**
     * What was found.
     *
     * @param parts by name, whether each is ready
     * @param answeringPercent the share of the online store that answers, rounded down
     */
    record Found(Map<String, Boolean> parts, int answeringPercent) {
        boolean isReady() {
            return !parts.containsValue(false);
        }
    }

    Found look() {
        int answering = (int) (store.answering() * PERCENT);
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("server", !ending.isAnnounced());
        parts.put("load", !load.isRefusing());
        parts.put("registry", groups.isLoaded());
        parts.put("online_store", answering >= sharePercent);
        parts.put("warm_up", warmUp.isDone());
        return new Found(parts, answering);
    }
}
