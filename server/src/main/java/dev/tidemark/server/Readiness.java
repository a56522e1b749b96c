package dev.tidemark.server;

import dev.tidemark.online.StoredValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the server should be sent questions, and what each part of it says to that. Thread-safe. */
final class Readiness {
    private final ServedGroups groups;
    private final StoredValues store;
    private final WarmUp warmUp;
    private final Ending ending;

    Readiness(ServedGroups groups, StoredValues store, WarmUp warmUp, Ending ending) {
        this.groups = groups;
        this.store = store;
        this.warmUp = warmUp;
        this.ending = ending;
    }

    /** By part, whether it is ready; all must be. */
    Map<String, Boolean> parts() {
        Map<String, Boolean> parts = new LinkedHashMap<>();
        parts.put("server", !ending.isAnnounced());
        parts.put("registry", groups.isLoaded());
        parts.put("online_store", store.ping());
        parts.put("warm_up", warmUp.isDone());
        return parts;
    }
}
