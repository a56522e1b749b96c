package dev.tidemark.server.online;

import dev.tidemark.feature.EntityKey;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** Finds what a question asks for and tells those who listen: the same for every route. Thread-safe. */
public final class FeatureLookup {
    private final FeatureReader reader;
    private final List<FoundListener> listeners;

    public FeatureLookup(FeatureReader reader, List<FoundListener> listeners) {
        this.reader = reader;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * What is about to be answered.
     *
     * @throws dev.tidemark.feature.FeatureStoreException as {@link FeatureReader#read}
     */
    public FeatureReader.Found find(
            ServerRequest request, ServerResponse response, QuestionPlan plan, List<EntityKey> entities) {
        FeatureReader.Found found = reader.read(plan, entities);
        for (FoundListener listener : listeners) {
            listener.found(request, response, found);
        }
        return found;
    }
}
