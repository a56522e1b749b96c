package dev.tidemark.compile;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Checks whether a definition fits its sources: paths, columns, types, filters, statements. It runs the compiler itself
 * instead of a second set of rules. No row is computed; CSV files are read if their values decide on types.
 */
public final class SourceFit {
    private static final TimeRange ANY = new TimeRange(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    private final SparkSession spark;

    public SourceFit(SparkSession spark) {
        this.spark = spark;
    }

    /** Returns a sentence for each problem; empty if the group can be computed. */
    public List<String> problems(FeatureGroup group) {
        Set<String> problems = new LinkedHashSet<>();
        boolean areRead = true;
        for (DataSource source : group.sources()) {
            Optional<String> problem = problem(() -> new SourceReader(spark, group).read(source));
            problem.ifPresent(text -> problems.add(withSource(text, group, source)));
            areRead &= problem.isEmpty();
        }
        if (areRead) {
            if (group.computation() instanceof Computation.Windows windows) {
                problems.addAll(problems(group, windows));
            } else {
                problem(() -> new FeatureCompiler(spark).compile(group, ANY)).ifPresent(problems::add);
            }
        }
        return List.copyOf(problems);
    }

    /** Checks one feature at a time, so that each message names its feature. */
    private List<String> problems(FeatureGroup group, Computation.Windows windows) {
        Dataset<Row> rows = new SourceReader(spark, group).read(group.sources().getFirst());
        List<String> problems = new ArrayList<>();
        for (Feature feature : group.features()) {
            if (windows.aggregations().get(feature.name()) == null) {
                problem(() -> DerivedExpressions.of(
                                group,
                                feature,
                                Objects.requireNonNull(windows.derived().get(feature.name()))))
                        .ifPresent(problems::add);
                continue;
            }
            FeatureGroup one = withOnly(feature, group, windows);
            problem(() -> new CompiledWindows(one, rows.schema()).events(rows))
                    .map(problem -> withFeature(problem, feature))
                    .ifPresent(problems::add);
        }
        return problems;
    }

    private static FeatureGroup withOnly(Feature feature, FeatureGroup group, Computation.Windows windows) {
        return new FeatureGroup(
                group.name(),
                group.description(),
                group.owner(),
                group.entity(),
                List.of(feature),
                group.sources(),
                windows,
                group.timeToLive(),
                group.availabilityDelay(),
                group.online(),
                group.pushable(),
                group.schedule(),
                group.tags());
    }

    /** Adds the feature's name to a message of Spark's about its filter. */
    private static String withFeature(String problem, Feature feature) {
        return problem.startsWith("The windows of") ? "Feature '%s': %s".formatted(feature.name(), problem) : problem;
    }

    /** Adds the source's name to a message that names only the path. */
    private static String withSource(String problem, FeatureGroup group, DataSource source) {
        return problem.contains("'%s'".formatted(group.name()))
                ? problem
                : "%s: %s".formatted(SourceColumns.subject(group, source), problem);
    }

    private static Optional<String> problem(Runnable part) {
        try {
            part.run();
            return Optional.empty();
        } catch (FeatureStoreException e) {
            if (e.code() == ErrorCode.INTERNAL) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
