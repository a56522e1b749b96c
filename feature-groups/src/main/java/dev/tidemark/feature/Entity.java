package dev.tidemark.feature;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A business object that features describe, and the columns that identify it, in the order of its composite key. */
public record Entity(String name, String description, List<JoinKey> joinKeys) {
    public Entity {
        joinKeys = List.copyOf(joinKeys);
        List<String> problems = new ArrayList<>();
        String subject = "entity '%s'".formatted(name);
        Identifier.check(subject, "name", name, problems);
        Problems.requireText(subject, "description", description, problems);
        if (joinKeys.isEmpty()) {
            problems.add("%s, field 'joinKeys': is empty; an entity needs at least one join key".formatted(subject));
        }
        Set<String> seen = new LinkedHashSet<>();
        for (JoinKey key : joinKeys) {
            Identifier.check(subject, "joinKeys", key.name(), problems);
            if (!seen.add(key.name())) {
                problems.add("%s, field 'joinKeys': '%s' is declared twice".formatted(subject, key.name()));
            }
            if (!key.type().canBeJoinKey()) {
                problems.add(
                        "%s, field 'joinKeys': '%s' is %s, which cannot identify an entity; use BOOL, INT32, INT64,"
                                        .formatted(subject, key.name(), key.type())
                                + " STRING or TIMESTAMP");
            }
        }
        Problems.throwIfAny(problems);
    }

    /** An entity with one join key. */
    public static Entity of(String name, String description, String joinKey, ScalarType type) {
        return new Entity(name, description, List.of(new JoinKey(joinKey, type)));
    }

    /** An entity with several join keys, in the order of its composite key. */
    public static Entity composite(String name, String description, JoinKey... joinKeys) {
        return new Entity(name, description, List.of(joinKeys));
    }

    public List<String> joinKeyNames() {
        return joinKeys.stream().map(JoinKey::name).toList();
    }
}
