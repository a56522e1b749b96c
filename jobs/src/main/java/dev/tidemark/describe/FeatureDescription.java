package dev.tidemark.describe;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.tidemark.feature.Fallback;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.schema.Columns;
import dev.tidemark.tables.QueryResult;
import dev.tidemark.terminal.Report;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Describes one feature: its definition and the values that it has. */
public final class FeatureDescription {
    private final OfflineStore tables;

    public FeatureDescription(OfflineStore tables) {
        this.tables = tables;
    }

    /**
     * Describes a feature.
     *
     * @param services the declared ones
     */
    public Report of(DefinitionVersion version, Feature feature, Collection<FeatureService> services) {
        FeatureGroup group = version.featureGroup();
        List<FeatureService> taking = services.stream()
                .filter(service -> service.features().stream()
                        .anyMatch(reference -> reference.featureGroup().equals(group.name())
                                && reference
                                        .singleFeature()
                                        .filter(name -> !name.equals(feature.name()))
                                        .isEmpty()))
                .toList();
        Report report = new Report()
                .fact("feature", group.name() + ":" + feature.name())
                .fact("description", feature.description())
                .fact("type", feature.type().text())
                .fact("computed as", DefinitionText.computation(group, feature.name()))
                .fact("fallback", fallback(feature.fallback()))
                .fact("services", GroupDescription.services(taking, group.name()))
                .fact("version", version.version());
        if (!tables.exists(group)) {
            return report.remark("Its group has no table yet: tidemark materialize " + group.name());
        }
        Dataset<Row> rows = tables.read(group);
        values(report, rows, feature);
        return report.table(
                "newest_rows", GroupDescription.newest(rows, group.entity().joinKeyNames(), List.of(feature.name())));
    }

    private static void values(Report report, Dataset<Row> rows, Feature feature) {
        Column value = Columns.named(feature.name());
        boolean isOrdered = feature.type() instanceof ScalarType && feature.type() != ScalarType.BYTES;
        Column ordered = isOrdered ? value : lit(null).cast(DataTypes.StringType);
        QueryResult found = QueryResult.of(
                rows.agg(
                        count(lit(1)),
                        count(value),
                        min(ordered).as("least"),
                        max(ordered).as("greatest")),
                1);
        List<@Nullable Object> first = found.rows().getFirst();
        long all = (Long) Objects.requireNonNull(first.get(0));
        report.fact("rows", all)
                .fact("nulls", all - (Long) Objects.requireNonNull(first.get(1)))
                .fact("least", text(first.get(2)))
                .fact("greatest", text(first.get(3)));
    }

    /** Formats all digits of a number. */
    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable String fallback(Fallback fallback) {
        return switch (fallback) {
            case Fallback.None() -> null;
            case Fallback.Value(Object value) -> String.valueOf(value);
            case Fallback.LastKnown(Duration maxAge) -> "the last known, for " + DefinitionText.duration(maxAge);
        };
    }
}
