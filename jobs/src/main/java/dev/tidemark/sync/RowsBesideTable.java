package dev.tidemark.sync;

import dev.tidemark.feature.FeatureGroup;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows that may be in the online store although the table does not have them yet. */
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
     * Reads the rows as of now, with the columns of the group's table; empty if there are none. If a row moves into the
     * table meanwhile, a table that is read afterwards has it.
     */
    Optional<Dataset<Row>> of(FeatureGroup group);

    /** Returns the earliest instant of rows that may still be written to the store; empty if there are none. */
    Optional<Instant> undeliveredSince(FeatureGroup group);
}
