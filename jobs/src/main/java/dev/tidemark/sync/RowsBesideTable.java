package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that may rightly be in the online store though the table does not have them yet. */
@FunctionalInterface
public interface RowsBesideTable {
    /** For groups whose rows all come through the table. */
    RowsBesideTable NONE = (group, tableReadAt) -> Optional.empty();

    /**
     * Reads them at this moment, with the columns of the group's table; empty where there are none.
     *
     * @param tableReadAt rows that have come into the table since are among them
     */
    Optional<Dataset<Row>> of(FeatureGroup group, Instant tableReadAt);
}
