package dev.tidemark.training.history;

import static dev.tidemark.schema.FeatureSchema.EVENT_TIMESTAMP;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.tidemark.feature.Computation;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.staleness.StaleRange;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.TimeRanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Marks the rows of a group in which some features were never computed, so that the join can count the output rows that
 * they reach. The mark travels as one more feature. It depends on the event time alone, so it does not decide ties.
 *
 * @param feature the mark's name, which no column has
 * @param ranges that lack features, oldest first; the mark is the range's number
 */
public record AbsentMark(String alias, String feature, List<StaleRange> ranges) {
    private static final String NAME = "computed_range";

    /** Creates the mark for the requested features of a group; empty if all of its history has them. */
    public static Optional<AbsentMark> of(
            String alias, Staleness asked, FeatureGroup group, Collection<String> usedNames) {
        List<StaleRange> lacking = asked.ranges().stream()
                .filter(range -> !range.absent().isEmpty())
                .toList();
        if (lacking.isEmpty()) {
            return Optional.empty();
        }
        Set<String> used = new HashSet<>(usedNames);
        used.addAll(group.featureNames());
        used.addAll(group.entity().joinKeyNames());
        String name = NAME;
        for (int number = 2; used.contains(name) || used.contains(alias + "__" + name); number++) {
            name = NAME + "_" + number;
        }
        return Optional.of(new AbsentMark(alias, name, lacking));
    }

    /** Returns the group for the join, with its mark after the requested features. */
    public JoinedGroup joined(FeatureGroup group, Dataset<Row> rows, List<String> features) {
        List<Feature> all = new ArrayList<>(group.features());
        all.add(new Feature(feature, ScalarType.INT32, "The range that lacks features"));
        FeatureGroup marked = new FeatureGroup(
                group.name(),
                group.description(),
                group.owner(),
                group.entity(),
                all,
                group.sources(),
                new Computation.Sql("computed already", null),
                group.timeToLive(),
                group.availabilityDelay(),
                false,
                false,
                null,
                Map.of());
        List<String> asked = new ArrayList<>(features);
        asked.add(feature);
        return JoinedGroup.of(marked, rows.withColumn(feature, mark())).select(asked);
    }

    private Column mark() {
        Column mark = lit(null).cast(DataTypes.IntegerType);
        for (int number = ranges.size() - 1; number >= 0; number--) {
            mark = when(within(ranges.get(number)), lit(number)).otherwise(mark);
        }
        return mark;
    }

    private static Column within(StaleRange range) {
        Column before = col(EVENT_TIMESTAMP).lt(lit(range.range().end()));
        return range.range().start().equals(TimeRanges.BEGINNING)
                ? before
                : before.and(col(EVENT_TIMESTAMP).geq(lit(range.range().start())));
    }

    /** The mark's column in the output of a join. */
    public String column(boolean fullNames) {
        return fullNames ? alias + "__" + feature : feature;
    }

    /**
     * Returns the features that were never computed.
     *
     * @param rowsByRange the number of rows with each range's mark
     */
    public List<NeverComputed> counted(List<Long> rowsByRange) {
        Map<String, Long> rows = new LinkedHashMap<>();
        Map<String, Instant> ends = new HashMap<>();
        for (int number = 0; number < ranges.size(); number++) {
            for (String absent : ranges.get(number).absent().stream().sorted().toList()) {
                rows.merge(absent, rowsByRange.get(number), Long::sum);
                ends.put(absent, ranges.get(number).range().end());
            }
        }
        List<NeverComputed> counted = new ArrayList<>();
        ends.forEach((name, end) -> {
            long count = rows.getOrDefault(name, 0L);
            if (count > 0) {
                counted.add(new NeverComputed(alias, name, count, end));
            }
        });
        counted.sort(Comparator.comparing(NeverComputed::feature));
        return counted;
    }
}
