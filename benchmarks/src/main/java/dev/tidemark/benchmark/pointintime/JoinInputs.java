package dev.tidemark.benchmark.pointintime;

import java.nio.file.Path;
import java.util.List;

/**
 * What a plan joins: files that every engine can read. Feature names differ between the groups.
 *
 * @param spine folder of Parquet files with the keys, {@code event_timestamp} and a unique {@code label_id}
 */
record JoinInputs(Path spine, List<GroupTable> groups) {
    JoinInputs {
        groups = List.copyOf(groups);
    }
}
