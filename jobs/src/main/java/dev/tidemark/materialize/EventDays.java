package dev.tidemark.materialize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.compile.SourceReader;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.schema.Columns;
import dev.tidemark.time.TimeRange;
import dev.tidemark.time.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds the UTC days on which the sources of a group have rows. */
final class EventDays {
    static final Duration DAY = Duration.ofDays(1);

    private final SparkSession spark;

    EventDays(SparkSession spark) {
        this.spark = spark;
    }

    /** Returns the days with a row in a range, each by its first instant. */
    NavigableSet<Instant> of(FeatureGroup group, TimeRange range) {
        NavigableSet<Instant> days = new TreeSet<>();
        for (DataSource source : group.sources()) {
            Dataset<Row> rows = new SourceReader(spark, group).read(source);
            days.addAll(days(rows, source.timestampField(), range));
        }
        return days;
    }

    private static NavigableSet<Instant> days(Dataset<Row> rows, String timestamp, TimeRange range) {
        String field = Columns.quoted(timestamp);
        Dataset<Row> inRange = rows.where(col(field).lt(lit(range.end())));
        if (!range.start().equals(TimeRanges.BEGINNING)) {
            inRange = inRange.where(col(field).geq(lit(range.start())));
        }
        long day = DAY.toNanos() / 1_000;
        NavigableSet<Instant> days = new TreeSet<>();
        inRange.select(expr("(unix_micros(%1$s) - pmod(unix_micros(%1$s), %2$dL)) div %2$dL".formatted(field, day)))
                .distinct()
                .as(Encoders.LONG())
                .collectAsList()
                .forEach(number -> days.add(Instant.EPOCH.plus(DAY.multipliedBy(number))));
        return days;
    }
}
