package dev.tidemark.server.online;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.request.Excerpt;
import dev.tidemark.server.answer.FeaturePlan;
import dev.tidemark.server.body.Malformed;
import dev.tidemark.server.definition.ServedGroups;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compiles what is asked, against the definitions that are served now. Thread-safe. */
public final class Planner {
    private final ServedGroups groups;
    private final PlanCache<Asked> byQuestion = new PlanCache<>();

    public Planner(ServedGroups groups) {
        this.groups = groups;
    }

    private record Asked(
            @Nullable String featureGroup,
            @Nullable String featureService,
            List<String> features,
            AnswerOptions options) {}

    /** What the plans of this moment are made of. */
    public long generation() {
        return groups.generation();
    }

    /**
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP, UNKNOWN_FEATURE, UNKNOWN_FEATURE_SERVICE, or
     *     INVALID_ARGUMENT where a group is not kept online
     */
    QuestionPlan plan(OnlineRequest request) {
        long generation = groups.generation();
        Asked asked =
                new Asked(request.featureGroup(), request.featureService(), request.features(), request.options());
        QuestionPlan known = byQuestion.find(asked, generation);
        if (known != null) {
            return known;
        }
        QuestionPlan plan = compile(generation, request);
        byQuestion.keep(asked, plan);
        return plan;
    }

    private QuestionPlan compile(long generation, OnlineRequest request) {
        String group = request.featureGroup();
        if (group != null) {
            return single(generation, group, request);
        }
        String service = request.featureService();
        List<String> references = service == null ? request.features() : features(service);
        return several(generation, references, (name, feature) -> name + ":" + feature, request.options());
    }

    /**
     * The features of a service, each as {@code group:feature}.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE
     */
    public List<String> features(String service) {
        return groups.service(service).featureService().features().stream()
                .flatMap(reference -> reference
                        .singleFeature()
                        .map(Stream::of)
                        .orElseGet(() -> groups.group(reference.featureGroup()).featureGroup().featureNames().stream())
                        .map(feature -> reference.featureGroup() + ":" + feature))
                .toList();
    }

    private QuestionPlan single(long generation, String name, OnlineRequest request) {
        DefinitionVersion version = online(name);
        FeatureGroup group = version.featureGroup();
        List<String> features = request.features().isEmpty() ? group.featureNames() : request.features();
        return QuestionPlan.of(
                generation,
                Map.of(version, FeaturePlan.of(group, features)),
                /* full= */ false,
                request.options(),
                this::staleBefore);
    }

    /**
     * Plans features of several groups.
     *
     * @param references {@code group:feature}
     * @param label names a feature in the answer, by its group and itself
     */
    public QuestionPlan several(
            long generation, List<String> references, BinaryOperator<String> label, AnswerOptions options) {
        Map<String, List<String>> byGroup = new LinkedHashMap<>();
        for (String reference : references) {
            int colon = reference.indexOf(':');
            if (colon < 0) {
                throw Malformed.because(
                        "'%s' must be 'group:feature', or name its 'feature_group'".formatted(Excerpt.of(reference)));
            }
            byGroup.computeIfAbsent(reference.substring(0, colon), name -> new ArrayList<>())
                    .add(reference.substring(colon + 1));
        }
        Map<DefinitionVersion, FeaturePlan> plans = new LinkedHashMap<>();
        byGroup.forEach((name, features) -> {
            DefinitionVersion version = online(name);
            List<String> labels =
                    features.stream().map(feature -> label.apply(name, feature)).toList();
            plans.put(version, FeaturePlan.of(version.featureGroup(), features, labels));
        });
        return QuestionPlan.of(generation, plans, /* full= */ true, options, this::staleBefore);
    }

    private Optional<Instant> staleBefore(FeaturePlan plan) {
        List<String> features =
                IntStream.range(0, plan.size()).mapToObj(plan::name).toList();
        return groups.staleBefore(plan.group().name(), features);
    }

    private DefinitionVersion online(String name) {
        DefinitionVersion version = groups.group(name);
        if (!version.featureGroup().online()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' is not kept online; its definition must say online()".formatted(name));
        }
        return version;
    }
}
