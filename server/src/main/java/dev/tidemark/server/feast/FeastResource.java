package dev.tidemark.server.feast;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.request.Excerpt;
import dev.tidemark.server.answer.JsonWriter;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.http.AnswerFormat;
import dev.tidemark.server.http.AnswerSender;
import dev.tidemark.server.http.OnlyMethod;
import dev.tidemark.server.online.AnswerOptions;
import dev.tidemark.server.online.EntityIds;
import dev.tidemark.server.online.FeatureLookup;
import dev.tidemark.server.online.FeatureReader;
import dev.tidemark.server.online.PlanCache;
import dev.tidemark.server.online.Planner;
import dev.tidemark.server.online.QuestionPlan;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /get-online-features}: what a Feast feature server answers, so that Feast's clients read from here. */
public final class FeastResource implements HttpService {
    private final Planner planner;
    private final FeatureLookup lookup;
    private final AnswerSender sender;
    private final int maxEntities;
    private final PlanCache<Asked> plans = new PlanCache<>();

    public FeastResource(Planner planner, FeatureLookup lookup, AnswerSender sender, int maxEntities) {
        this.planner = planner;
        this.lookup = lookup;
        this.sender = sender;
        this.maxEntities = maxEntities;
    }

    private record Asked(List<String> features, @Nullable String featureService, boolean fullNames) {}

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::answer).any("/", new OnlyMethod("POST"));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        AnswerFormat sent = AnswerFormat.ofFeastBody(request);
        FeastRequest question = FeastRequest.parse(sent.tree(sender.body(request)), maxEntities);
        QuestionPlan plan = plan(new Asked(question.features(), question.featureService(), question.fullNames()));
        FeatureReader.Found found = lookup.find(
                request, response, plan, entities(plan.joinKeys(), question, new EntityIds(sent.instants())));
        sender.send(
                request,
                response,
                MediaTypes.APPLICATION_JSON,
                out -> new FeastAnswer(new JsonWriter(out, JsonWriter.Instants.SECONDS), found).write());
    }

    private QuestionPlan plan(Asked asked) {
        long generation = planner.generation();
        QuestionPlan known = plans.find(asked, generation);
        if (known != null) {
            return known;
        }
        String service = asked.featureService();
        List<String> features = service == null ? asked.features() : planner.features(service);
        QuestionPlan plan = planner.several(
                generation,
                features,
                (group, feature) -> asked.fullNames() ? group + "__" + feature : feature,
                AnswerOptions.plain());
        if (!asked.fullNames()) {
            requireDistinct(features);
        }
        plans.keep(asked, plan);
        return plan;
    }

    private static void requireDistinct(List<String> features) {
        Set<String> names = new HashSet<>();
        for (String reference : features) {
            String name = reference.substring(reference.indexOf(':') + 1);
            if (!names.add(name)) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Two groups have a feature '%s'; ask with full_feature_names".formatted(name));
            }
        }
    }

    private static List<EntityKey> entities(List<JoinKey> joinKeys, FeastRequest question, EntityIds ids) {
        List<String> names = joinKeys.stream().map(JoinKey::name).toList();
        for (String column : question.columns().keySet()) {
            if (!names.contains(column)) {
                throw Malformed.because("'entities' has an unknown join key '%s'; %s"
                        .formatted(Excerpt.of(column), NearestNames.sentence(column, names)));
            }
        }
        List<EntityKey> entities = new ArrayList<>(question.rows());
        for (int row = 0; row < question.rows(); row++) {
            List<Object> values = new ArrayList<>(joinKeys.size());
            for (JoinKey joinKey : joinKeys) {
                if (!question.columns().containsKey(joinKey.name())) {
                    throw Malformed.because("'entities' lacks join key '%s'".formatted(joinKey.name()));
                }
                values.add(ids.value(
                        joinKey, question.columns().get(joinKey.name()).get(row)));
            }
            entities.add(new EntityKey(values));
        }
        return entities;
    }
}
