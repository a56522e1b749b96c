package dev.tidemark.kill;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.last;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import java.util.Objects;

/** A definition as a user has it on the class path, which a test changes from process to process. */
public final class ChangingGroup implements FeatureGroupDefinition {
    static final String NAME = "changing_clicks";
    static final String SOURCE = "CHANGING_GROUP_SOURCE";
    /** A window, or {@code text} for a feature of another type. */
    static final String FEATURE = "CHANGING_GROUP_FEATURE";

    @Override
    public FeatureGroup define() {
        String feature = Objects.requireNonNull(System.getenv(FEATURE));
        FeatureGroupBuilder group = FeatureGroups.ofUsers(NAME)
                .source(DataSource.csv("clicks", Objects.requireNonNull(System.getenv(SOURCE)))
                        .timestamp("event_time"));
        return feature.equals("text")
                ? group.feature(
                                "n",
                                ScalarType.STRING,
                                "The last country",
                                last("country").over("1h"))
                        .emit(Emission.onEvent())
                        .build()
                : group.feature("n", "Clicks", count().over(feature))
                        .emit(Emission.onEvent())
                        .build();
    }
}
