package dev.tidemark.materialize;

import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds source rows that no computation takes, because they lack a join key or an event time. */
public final class LeftOutRows {
    private final SparkSession spark;

    public LeftOutRows(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Counts such rows in the sources of a group. Files and tables whose statistics show no nulls are skipped.
     *
     * @param range in which rows without a join key count; rows without an event time belong to no range and always
     *     count
     * @return a sentence for each source that has such rows
     */
    public List<String> in(FeatureGroup group, TimeRange range) {
        List<String> sentences = new ArrayList<>();
        for (DataSource source : group.sources()) {
            List<Left> left = left(group, source, range);
            if (!left.isEmpty()) {
                sentences.add("Left out of '%s': of source '%s' %s."
                        .formatted(
                                group.name(),
                                source.name(),
                                String.join(", ", left.stream().map(Left::text).toList())));
            }
        }
        return sentences;
    }

    private record Left(long rows, String column) {
        String text() {
            return String.format(Locale.ROOT, "%,d row(s) without '%s'", rows, column);
        }
    }

    private List<Left> left(FeatureGroup group, DataSource source, TimeRange range) {
        Column time = Columns.named(source.timestampField());
        List<String> columns = new ArrayList<>();
        List<Column> counts = new ArrayList<>();
        columns.add(source.timestampField());
        counts.add(count_if(time.isNull()));
        Column any = time.isNull();
        // A statement or a class may use a source in any way; rows without a key may be exactly those that it needs.
        if (group.computation() instanceof Computation.Windows) {
            Column inRange = time.geq(lit(range.start())).and(time.lt(lit(range.end())));
            for (JoinKey key : group.entity().joinKeys()) {
                Column absent = inRange.and(Columns.named(key.name()).isNull());
                columns.add(key.name());
                counts.add(count_if(absent));
                any = any.or(absent);
            }
        }
        Row found = new SourceReader(spark, group)
                .read(source)
                .where(any)
                .agg(counts.getFirst(), counts.subList(1, counts.size()).toArray(Column[]::new))
                .head();
        List<Left> left = new ArrayList<>();
        for (int number = 0; number < columns.size(); number++) {
            if (found.getLong(number) > 0) {
                left.add(new Left(found.getLong(number), columns.get(number)));
            }
        }
        return left;
    }
}
