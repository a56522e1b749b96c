package dev.tidemark.benchmark.serving;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.ChangesWriter;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.time.Microseconds;
import java.util.stream.IntStream;

/** Rows whose features change once a second: five window lengths, two changes each, about a
 * kilobyte. */
final class ChangingRows {
    private static final int TRACKS = 5;
    private static final int CHANGES = 2;
    private static final long SECOND = 1_000_000;

    /** The seconds after the row's event time in which half of the changes have happened. */
    static final int HALF = CHANGES / 2;

    private ChangingRows() {}

    /** The row, whose values come back at each change: an answer is as long as without changes. */
    static FeatureRow of(FeatureRow row) {
        long base = Microseconds.of(row.eventTimestamp());
        int features = row.values().size();
        ChangesWriter writer = ChangesToCome.writer(base);
        for (int track = 0; track < TRACKS; track++) {
            int[] positions = IntStream.range(track * features / TRACKS, (track + 1) * features / TRACKS)
                    .toArray();
            Object[] values =
                    IntStream.of(positions).mapToObj(row.values()::get).toArray();
            writer.track(positions);
            for (int change = 1; change <= CHANGES; change++) {
                writer.change(base + change * SECOND, values);
            }
        }
        return row.with(writer.changes());
    }
}
