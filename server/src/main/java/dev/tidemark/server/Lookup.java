package dev.tidemark.server;

import dev.tidemark.feature.EntityKey;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** Finds what a question asks for, counts it and notes it in the log: the same for every route. Thread-safe. */
final class Lookup {
    private final FeatureReader reader;
    private final Telemetry telemetry;
    private final RequestLog log;

    Lookup(FeatureReader reader, Telemetry telemetry, RequestLog log) {
        this.reader = reader;
        this.telemetry = telemetry;
        this.log = log;
    }

    /**
     * What is about to be answered.
     *
     * @throws dev.tidemark.feature.FeatureStoreException as {@link FeatureReader#read}
     */
    FeatureReader.Found find(
            ServerRequest request, ServerResponse response, QuestionPlan plan, List<EntityKey> entities) {
        FeatureReader.Found found = reader.read(plan, entities);
        telemetry.served(found);
        log.note(request, response, found);
        return found;
    }
}
