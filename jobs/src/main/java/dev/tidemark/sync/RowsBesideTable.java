package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that may rightly be in the online store though the table does not have them yet. */
public interface RowsBesideTable {
    /** For groups whose rows all come through the table. */
    RowsBesideTable NONE = new RowsBesideTable() {
        @Override
        public Optional<Dataset<Row>> of(FeatureGroup group) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> undeliveredSince(FeatureGroup group) {
            return Optional.empty();
        }
    };

    /**
     * Reads them at this moment, with the columns of the group's table; empty where there are none. A row that comes
     * into the table meanwhile is in a table that is read afterwards.
     */
    Optional<Dataset<Row>> of(FeatureGroup group);

    /**
     * Since when there are rows that may yet be written into the store, wherever they are by then; empty where there
     * are none.
     */
    Optional<Instant> undeliveredSince(FeatureGroup group);
}
