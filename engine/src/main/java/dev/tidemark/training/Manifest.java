package dev.tidemark.training;

import dev.tidemark.training.history.HistoryNotes;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records how a training set was made, so that it can be made again, and what its rows were, so that the second one can
 * be proved equal.
 *
 * @param madeAt when its rows were complete
 * @param columns of the output, in order
 * @param digest of the rows whatever their order, see {@link RowDigest}
 * @param matches by group or alias, the number of rows for which a feature row held
 * @param outputSnapshotId of the output, if it is an Iceberg table
 * @param history notes about values that the current definitions did not compute
 */
public record Manifest(
        PinnedInputs inputs,
        Instant madeAt,
        long rows,
        List<OutputColumn> columns,
        String digest,
        Map<String, Long> matches,
        @Nullable Long outputSnapshotId,
        HistoryNotes history) {
    public Manifest {
        columns = List.copyOf(columns);
        matches = Collections.unmodifiableMap(new LinkedHashMap<>(matches));
    }

    /**
     * A column of a training set.
     *
     * @param type in Spark's SQL
     */
    public record OutputColumn(String name, String type) {}

    /**
     * Returns by group or alias the share of rows, from 0 to 1, for which a feature row held; 0 if there are no rows.
     */
    public Map<String, Double> matchedShare() {
        Map<String, Double> shares = new LinkedHashMap<>();
        matches.forEach((alias, matched) -> shares.put(alias, rows == 0 ? 0 : (double) matched / rows));
        return shares;
    }

    /**
     * Returns the same manifest with other notes of history: a training set that is made again takes those of the first
     * one.
     */
    Manifest noting(HistoryNotes notes) {
        return new Manifest(inputs, madeAt, rows, columns, digest, matches, outputSnapshotId, notes);
    }

    /** Reads the output of {@link #json}. */
    public static Manifest parse(String json) {
        return ManifestJson.read(json);
    }

    /** The manifest as indented JSON, its keys in a fixed order. */
    public String json() {
        return ManifestJson.write(this);
    }
}
