package dev.tidemark.server.online;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.server.body.JsonTree;
import dev.tidemark.server.body.MessagePackTree;
import dev.tidemark.server.http.AnswerFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests. A shape that was seen before is found again by its bytes, and then only the entity ids are read.
 * Thread-safe.
 */
public final class RequestParser {
    /** A larger shape is compiled each time rather than kept. */
    private static final int LARGEST_SHAPE = 16_384;

    private static final AnswerOptions EVERYTHING =
            new AnswerOptions(EnumSet.allOf(AnswerOptions.Include.class), /* partial= */ false);

    private static final EntityIds IDS = new EntityIds(AnswerFormat.JSON.instants());
    private static final EntityIds PACKED_IDS = new EntityIds(AnswerFormat.MESSAGE_PACK.instants());

    private final Planner planner;
    private final int maxEntities;
    private final PlanCache<RequestShape> byBytes = new PlanCache<>();

    public RequestParser(Planner planner, int maxEntities) {
        this.planner = planner;
        this.maxEntities = maxEntities;
    }

    /** A request that is understood: its plan, and its entities, each once. */
    record Question(QuestionPlan plan, List<EntityKey> entities) {}

    /** @throws FeatureStoreException as {@link OnlineRequest#parse} and {@link Planner#plan} */
    Question json(byte[] body) {
        RequestShape shape = RequestShape.of(body);
        if (shape != null) {
            QuestionPlan plan = byBytes.find(shape, planner.generation());
            Question known = plan == null ? null : known(body, shape, plan);
            if (known != null) {
                return known;
            }
        }
        OnlineRequest request = OnlineRequest.parse(JsonTree.read(body), maxEntities);
        Question question = question(request, IDS);
        if (shape != null && shape.length() <= LARGEST_SHAPE) {
            byBytes.keep(shape.compact(), question.plan());
        }
        return question;
    }

    Question messagePack(byte[] body) {
        return question(OnlineRequest.parse(MessagePackTree.read(body), maxEntities), PACKED_IDS);
    }

    /** One entity by the text that answers name it by, with all that can be told of it. */
    Question one(String featureGroup, String entity, List<String> features) {
        QuestionPlan plan = planner.plan(new OnlineRequest(featureGroup, null, List.of(), features, EVERYTHING));
        return new Question(plan, List.of(IDS.readText(plan.joinKeys(), entity)));
    }

    private Question question(OnlineRequest request, EntityIds ids) {
        QuestionPlan plan = planner.plan(request);
        return new Question(plan, entities(plan, request.entityIds(), ids));
    }

    /** Null where the ids are not as they should be: then the whole request is read to say why. */
    private @Nullable Question known(byte[] body, RequestShape shape, QuestionPlan plan) {
        List<EntityKey> numbers =
                WholeNumbers.read(plan.joinKeys(), body, shape.idsFrom(), shape.idsLength(), maxEntities);
        if (numbers != null) {
            return numbers.isEmpty() ? null : new Question(plan, numbers);
        }
        JsonNode ids = JsonTree.readPart(body, shape.idsFrom(), shape.idsLength());
        if (ids == null || !ids.isArray() || ids.isEmpty() || ids.size() > maxEntities) {
            return null;
        }
        List<JsonNode> entityIds = new ArrayList<>(ids.size());
        ids.forEach(entityIds::add);
        return new Question(plan, entities(plan, entityIds, IDS));
    }

    private static List<EntityKey> entities(QuestionPlan plan, List<JsonNode> sent, EntityIds ids) {
        if (sent.size() == 1) {
            return List.of(ids.read(plan.joinKeys(), sent.getFirst()));
        }
        Set<EntityKey> entities = new LinkedHashSet<>();
        sent.forEach(id -> entities.add(ids.read(plan.joinKeys(), id)));
        return List.copyOf(entities);
    }
}
