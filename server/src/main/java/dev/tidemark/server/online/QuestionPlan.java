package dev.tidemark.server.online;

import dev.tidemark.feature.Emission;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.answer.FeaturePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question's shape, compiled: all but its entities. Immutable.
 *
 * @param generation of the definitions that it was made of
 * @param parts one per feature group
 * @param joinKeys of all parts together, in the order of the parts
 * @param full whether features are named with their group
 */
public record QuestionPlan(
        long generation, List<Part> parts, List<JoinKey> joinKeys, boolean full, AnswerOptions options) {

    /**
     * What one group answers.
     *
     * @param positions of the group's join keys among those of the question
     * @param whole whether these are all of the question's, in its order
     * @param staleBefore event time before which another definition has computed what is asked; null where none did
     */
    public record Part(
            DefinitionVersion version,
            FeaturePlan plan,
            List<Integer> positions,
            boolean whole,
            @Nullable Instant staleBefore) {
        /** Returns true if the group's values are as of an earlier instant than the answer's. */
        boolean isApproximate() {
            return version.featureGroup()
                    .valuesAsOf()
                    .filter(Emission.ValuesAsOf::isApproximate)
                    .isPresent();
        }

        /** The group's key of an entity of the question. */
        public EntityKey key(EntityKey entity) {
            if (whole) {
                return entity;
            }
            List<Object> values = new ArrayList<>(positions.size());
            positions.forEach(position -> values.add(entity.values().get(position)));
            return new EntityKey(values);
        }
    }

    static QuestionPlan of(
            long generation, Map<DefinitionVersion, FeaturePlan> plans, boolean full, AnswerOptions options) {
        return of(generation, plans, full, options, plan -> Optional.empty());
    }

    /** @param staleBefore the event time before which another definition has computed what a plan asks for */
    static QuestionPlan of(
            long generation,
            Map<DefinitionVersion, FeaturePlan> plans,
            boolean full,
            AnswerOptions options,
            Function<FeaturePlan, Optional<Instant>> staleBefore) {
        List<JoinKey> joinKeys = List.copyOf(joinKeys(plans.keySet()));
        List<Part> parts = new ArrayList<>();
        plans.forEach((version, plan) -> {
            List<JoinKey> own = version.featureGroup().entity().joinKeys();
            parts.add(new Part(
                    version,
                    plan,
                    own.stream().map(joinKeys::indexOf).toList(),
                    own.equals(joinKeys),
                    staleBefore.apply(plan).orElse(null)));
        });
        return new QuestionPlan(generation, List.copyOf(parts), joinKeys, full, options);
    }

    /** Returns whether a part asks for features that another definition has computed for some of history. */
    boolean isStale() {
        return parts.stream().anyMatch(part -> part.staleBefore() != null);
    }

    private static Collection<JoinKey> joinKeys(Set<DefinitionVersion> versions) {
        Map<String, JoinKey> byName = new LinkedHashMap<>();
        for (DefinitionVersion version : versions) {
            for (JoinKey joinKey : version.featureGroup().entity().joinKeys()) {
                JoinKey other = byName.putIfAbsent(joinKey.name(), joinKey);
                if (other != null && !other.equals(joinKey)) {
                    throw new FeatureStoreException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Join key '%s' is %s in feature group '%s' and %s in another; ask for them apart"
                                    .formatted(
                                            joinKey.name(),
                                            joinKey.type(),
                                            version.featureGroup().name(),
                                            other.type()));
                }
            }
        }
        return byName.values();
    }
}
