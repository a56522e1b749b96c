package dev.tidemark.training;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.time.Knowledge;
import dev.tidemark.training.source.SourceChoice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a training set: label rows, features and a destination.
 *
 * @param timestampColumn the spine's column of instants
 * @param timestampUnit in which that column counts from 1970, null if it holds instants
 * @param features single features or whole groups, in the order of the output's columns
 * @param aliases groups that join under another name, or by other columns; features refer to them by their aliases
 * @param fullNames whether columns are named {@code group__feature}
 * @param allowStale whether values that another definition computed are accepted
 * @param sources the groups that are computed from their sources
 */
public record TrainingSet(
        Spine spine,
        String timestampColumn,
        @Nullable EpochUnit timestampUnit,
        List<FeatureReference> features,
        List<GroupAlias> aliases,
        Knowledge knowledge,
        boolean fullNames,
        Output output,
        boolean allowStale,
        SourceChoice sources) {
    public TrainingSet {
        features = List.copyOf(features);
        aliases = List.copyOf(aliases);
        if (features.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "A training set needs features; name groups or group:feature");
        }
    }

    /** Creates a request that accepts only values of the current definitions. */
    public TrainingSet(
            Spine spine,
            String timestampColumn,
            @Nullable EpochUnit timestampUnit,
            List<FeatureReference> features,
            List<GroupAlias> aliases,
            Knowledge knowledge,
            boolean fullNames,
            Output output) {
        this(
                spine,
                timestampColumn,
                timestampUnit,
                features,
                aliases,
                knowledge,
                fullNames,
                output,
                false,
                SourceChoice.AUTOMATIC);
    }

    /** Creates a request whose spine holds instants. */
    public TrainingSet(
            Spine spine,
            String timestampColumn,
            List<FeatureReference> features,
            List<GroupAlias> aliases,
            Knowledge knowledge,
            boolean fullNames,
            Output output) {
        this(spine, timestampColumn, null, features, aliases, knowledge, fullNames, output);
    }

    /** Creates a request in which every group joins once, by its own keys. */
    public TrainingSet(
            Spine spine,
            String timestampColumn,
            List<FeatureReference> features,
            Knowledge knowledge,
            boolean fullNames,
            Output output) {
        this(spine, timestampColumn, features, List.of(), knowledge, fullNames, output);
    }

    /** Returns the request with a group under another name, or by other columns. */
    public TrainingSet alias(GroupAlias added) {
        List<GroupAlias> more = new ArrayList<>(aliases);
        more.add(added);
        return new TrainingSet(
                spine,
                timestampColumn,
                timestampUnit,
                features,
                more,
                knowledge,
                fullNames,
                output,
                allowStale,
                sources);
    }

    /** Returns the request with a timestamp that counts from 1970 in a unit; null for one that holds instants. */
    public TrainingSet counting(@Nullable EpochUnit unit) {
        return new TrainingSet(
                spine, timestampColumn, unit, features, aliases, knowledge, fullNames, output, allowStale, sources);
    }

    /**
     * Returns the request, extended to accept values that another definition computed and that were not computed again.
     */
    public TrainingSet allowingStale() {
        return new TrainingSet(
                spine, timestampColumn, timestampUnit, features, aliases, knowledge, fullNames, output, true, sources);
    }

    /** Returns the request with groups that are computed from their sources. */
    public TrainingSet fromSources(SourceChoice choice) {
        return new TrainingSet(
                spine,
                timestampColumn,
                timestampUnit,
                features,
                aliases,
                knowledge,
                fullNames,
                output,
                allowStale,
                choice);
    }

    /** Returns the request with another destination. */
    public TrainingSet to(Output newOutput) {
        return new TrainingSet(
                spine,
                timestampColumn,
                timestampUnit,
                features,
                aliases,
                knowledge,
                fullNames,
                newOutput,
                allowStale,
                sources);
    }
}
