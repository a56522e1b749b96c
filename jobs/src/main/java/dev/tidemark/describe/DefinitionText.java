package dev.tidemark.describe;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats parts of definitions in the syntax of definitions. */
public final class DefinitionText {
    private DefinitionText() {}

    /** Describes how a group is computed. */
    static String computation(FeatureGroup group) {
        return switch (group.computation()) {
            case Computation.Windows windows -> "declared windows, a row " + emission(windows.emission());
            case Computation.Sql sql -> "SQL";
            case Computation.JavaClass(String className, Duration lookback) -> className;
        };
    }

    private static String emission(Emission emission) {
        return switch (emission) {
            case Emission.OnEvent() -> "on each event (approximate between events)";
            case Emission.OnChange() -> "on each change";
            case Emission.Every(Duration step) -> "every %s (approximate between steps)".formatted(duration(step));
        };
    }

    /** Describes how a feature is computed: {@code sum(amount) over 30d where country = 'DE'}. */
    public static String computation(FeatureGroup group, String feature) {
        if (!(group.computation() instanceof Computation.Windows windows)) {
            return computation(group);
        }
        Aggregation aggregation = windows.aggregations().get(feature);
        return aggregation == null ? Objects.requireNonNull(windows.derived().get(feature)) : aggregation(aggregation);
    }

    private static String aggregation(Aggregation aggregation) {
        Window window = aggregation.window();
        String over = window == null ? "" : " over " + window.text();
        return aggregation.parts().stream()
                .map(part -> function(part) + over + (part.filter() == null ? "" : " where " + part.filter()))
                .collect(Collectors.joining(" / "));
    }

    private static String function(Aggregation aggregation) {
        String column = Objects.requireNonNullElse(aggregation.column(), "");
        String parameter = aggregation.parameter() == null ? "" : ", " + aggregation.parameter();
        return "%s(%s%s)".formatted(aggregation.function().text(), column, parameter);
    }

    /** Formats a duration as definitions write it: {@code 30d}, {@code 6h}, {@code 15m}. */
    static String duration(Duration duration) {
        return Window.durationText(duration);
    }

    static String joinKeys(FeatureGroup group) {
        return group.entity().joinKeys().stream()
                .map((JoinKey key) -> key.name() + " " + key.type())
                .collect(Collectors.joining(", "));
    }

    /** Describes the columns that a source computes and renames; null if it has none. */
    static @Nullable String columns(DataSource source) {
        List<String> columns = new ArrayList<>();
        source.options().namesByColumn().forEach((column, name) -> columns.add("%s = %s".formatted(name, column)));
        source.options().computed().forEach((name, sql) -> columns.add("%s = %s".formatted(name, sql)));
        return columns.isEmpty() ? null : String.join(", ", columns);
    }
}
