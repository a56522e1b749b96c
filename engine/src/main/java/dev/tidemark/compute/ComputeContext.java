package dev.tidemark.compute;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.time.TimeRange;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Gives a computation its sources up to the end of the range, the range, and Spark. */
public final class ComputeContext {
    private final SparkSession spark;
    private final FeatureGroup group;
    private final TimeRange range;
    private final Map<String, Dataset<Row>> sources;

    /** Wires what the engine has read; sources are complete by the names that the group gives them. */
    public ComputeContext(SparkSession spark, FeatureGroup group, TimeRange range, Map<String, Dataset<Row>> sources) {
        this.spark = spark;
        this.group = group;
        this.range = range;
        this.sources = sources;
    }

    /**
     * Returns the rows of a source whose event time is before the end of the range, and not before its start less the
     * lookback.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT and the nearest names if the group has no such source
     */
    public Dataset<Row> source(String name) {
        Dataset<Row> source = sources.get(name);
        if (source == null) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' has no source '%s'; %s"
                            .formatted(group.name(), name, NearestNames.sentence(name, sources.keySet())));
        }
        return source;
    }

    /** The instants for which rows are requested. */
    public TimeRange range() {
        return range;
    }

    public SparkSession spark() {
        return spark;
    }
}
