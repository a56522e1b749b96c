package dev.tidemark.training;

import dev.tidemark.feature.Emission;
import dev.tidemark.pointintime.JoinExplanation;
import dev.tidemark.training.source.SourceExplanation;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes the work for a training set, before anything is made.
 *
 * @param join the plan, the reason for it, and the data that it moves
 * @param groups the part of each group's table that is read
 * @param sources the groups that are computed from their sources
 * @param history sentences about values that the current definitions did not compute
 */
public record TrainingSetExplanation(
        JoinExplanation join, List<GroupExplanation> groups, List<SourceExplanation> sources, List<String> history) {
    public TrainingSetExplanation {
        groups = List.copyOf(groups);
        sources = List.copyOf(sources);
        history = List.copyOf(history);
    }

    /** Returns warnings for an engineer before a long run, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(history);
        for (GroupExplanation group : groups) {
            String alias = group.group().alias();
            if (group.stored().rows() == 0) {
                warnings.add(
                        "%s has no rows yet: every feature of it will be null; materialize it first".formatted(alias));
            } else if (group.toRead().rows() == 0) {
                warnings.add(
                        "%s has no rows within reach of the spine's instants: every feature of it will be null; compare its days with the spine's"
                                .formatted(alias));
            } else if (group.toRead().rows() * 100 < group.stored().rows()) {
                warnings.add("%s has under 1 %% of its rows within reach of the spine's instants: few labels may match"
                        .formatted(alias));
            }
            group.group()
                    .group()
                    .valuesAsOf()
                    .filter(Emission.ValuesAsOf::isApproximate)
                    .ifPresent(asOf -> warnings.add(
                            "%s is approximate: its values are as of %s, not of the label's instant; Emission.onChange() is exact"
                                    .formatted(alias, asOf.words())));
            if (group.bounds().earliest() == null && group.toRead().rows() > 0) {
                warnings.add("%s has no TTL: all its history up to the last label is read".formatted(alias));
            }
        }
        for (JoinExplanation.Move move : join.moves()) {
            if (move.hotEntities() > 0) {
                warnings.add("%d of the entities by %s would hold up a task; their time lines are cut"
                        .formatted(move.hotEntities(), String.join(", ", move.spineColumns())));
            }
        }
        return warnings;
    }
}
