package dev.tidemark.materialize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** When the rows of a group's sources are: the days from the first to the last, and those that came late. */
public final class SourceSpan {
    private static final String TIME = "tidemark_time";

    private final SparkSession spark;

    public SourceSpan(SparkSession spark) {
        this.spark = spark;
    }

    /** The whole UTC days from the first row of any source to the last; empty where there is no row. */
    Optional<TimeRange> of(FeatureGroup group) {
        return group.sources().stream()
                .flatMap(source -> of(group, source).stream())
                .reduce((left, right) -> new TimeRange(
                        left.start().isBefore(right.start()) ? left.start() : right.start(),
                        left.end().isAfter(right.end()) ? left.end() : right.end()));
    }

    private Optional<TimeRange> of(FeatureGroup group, DataSource source) {
        Row span = times(source, new SourceReader(spark, group).read(source))
                .select(expr("unix_micros(min(%s))".formatted(TIME)), expr("unix_micros(max(%s))".formatted(TIME)))
                .first();
        if (span.isNullAt(0)) {
            return Optional.empty();
        }
        Instant first = Microseconds.toInstant(span.getLong(0));
        Instant last = Microseconds.toInstant(span.getLong(1));
        return Optional.of(new TimeRange(
                first.truncatedTo(ChronoUnit.DAYS),
                last.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)));
    }

    /**
     * The first event that was written late: at or after one instant although its own time lies before another. Sources
     * that do not say when a row was written have none.
     */
    Optional<Instant> earliestLate(FeatureGroup group, Instant writtenSince, Instant before) {
        return group.sources().stream()
                .filter(source -> source.createdTimestamp().isPresent())
                .flatMap(source -> earliestLate(group, source, writtenSince, before).stream())
                .min(Instant::compareTo);
    }

    private Optional<Instant> earliestLate(
            FeatureGroup group, DataSource source, Instant writtenSince, Instant before) {
        Column created = named(source.createdTimestamp().orElseThrow());
        Dataset<Row> late = new SourceReader(spark, group)
                .read(source)
                .where(created.geq(lit(writtenSince)))
                .where(named(source.timestampField()).lt(lit(before)));
        Row first = times(source, late)
                .select(expr("unix_micros(min(%s))".formatted(TIME)))
                .first();
        return first.isNullAt(0) ? Optional.empty() : Optional.of(Microseconds.toInstant(first.getLong(0)));
    }

    private static Dataset<Row> times(DataSource source, Dataset<Row> rows) {
        return rows.select(named(source.timestampField()).as(TIME));
    }

    private static Column named(String field) {
        return col("`" + field + "`");
    }
}
