package dev.tidemark.feature;

import java.util.List;

/**
 * The values of one entity's join keys, in declared order: {@code Boolean}, {@code Integer}, {@code Long},
 * {@code String} or {@code Instant}, never null.
 */
public record EntityKey(List<Object> values) {
    public EntityKey {
        values = List.copyOf(values);
    }

    /**
     * Creates the key of an entity from its values.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if the number of values or a type is wrong
     */
    public static EntityKey of(Entity entity, Object... values) {
        List<JoinKey> joinKeys = entity.joinKeys();
        if (values.length != joinKeys.size()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Entity '%s' has %d join key(s) %s, got %d value(s)"
                            .formatted(entity.name(), joinKeys.size(), entity.joinKeyNames(), values.length));
        }
        for (int position = 0; position < values.length; position++) {
            JoinKey joinKey = joinKeys.get(position);
            if (!joinKey.type().accepts(values[position])) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Join key '%s' of entity '%s' is %s, got %s '%s'"
                                .formatted(
                                        joinKey.name(),
                                        entity.name(),
                                        joinKey.type(),
                                        values[position].getClass().getSimpleName(),
                                        values[position]));
            }
        }
        return new EntityKey(List.of(values));
    }
}
