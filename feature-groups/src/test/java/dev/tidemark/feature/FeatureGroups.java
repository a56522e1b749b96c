package dev.tidemark.feature;

/** Groups for tests, with what a test does not care about. */
public final class FeatureGroups {
    private FeatureGroups() {}

    /** A group without sources, features and a computation. */
    public static FeatureGroupBuilder of(String name, Entity entity) {
        return FeatureGroup.named(name)
                .describedAs("A group of a test")
                .ownedBy("tests")
                .entity(entity);
    }

    /** A group of users, whose join key is {@code user_id} of type INT64. */
    public static FeatureGroupBuilder ofUsers(String name) {
        return ofUsers(name, ScalarType.INT64);
    }

    /** A group of users, whose join key is {@code user_id}. */
    public static FeatureGroupBuilder ofUsers(String name, ScalarType keyType) {
        return of(name, Entity.of("user", "A user", "user_id", keyType));
    }

    /** A group of users that nobody computes: the test writes its rows. */
    public static FeatureGroupBuilder written(String name) {
        return written(name, ScalarType.INT64);
    }

    /** A group of users that nobody computes: the test writes its rows. */
    public static FeatureGroupBuilder written(String name, ScalarType keyType) {
        return written(name, Entity.of("user", "A user", "user_id", keyType));
    }

    /** A group that nobody computes: the test writes its rows. */
    public static FeatureGroupBuilder written(String name, Entity entity) {
        return of(name, entity)
                .source(DataSource.table("raw.events").timestamp("event_timestamp"))
                .sql("SELECT 1");
    }
}
