package dev.tidemark.offline;

import static dev.tidemark.offline.PaymentTables.FIRST;
import static dev.tidemark.offline.PaymentTables.windows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Emission;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of an hour compute what a long run computes, and replace only their own files. */
final class TestShortRuns {
    private static final Instant START = FIRST.atStartOfDay().toInstant(ZoneOffset.UTC);
    private static final Instant NOON = START.plus(Duration.ofHours(8 * 24 + 12));

    private final PaymentTables tables = new PaymentTables();

    @BeforeAll
    static void writeSources() {
        PaymentTables.writeSources();
    }

    static List<Emission> emissions() {
        return List.of(Emission.onChange(), Emission.onEvent(), Emission.every(Duration.ofMinutes(20)));
    }

    @ParameterizedTest
    @MethodSource("emissions")
    void hoursAreAddedWithoutTouchingThePast(Emission emission) throws Exception {
        FeatureGroup whole = windows().emit(emission).build();
        FeatureGroup hours = windows().emit(emission).build();
        run(whole, START, NOON.plus(Duration.ofHours(3)));
        run(hours, START, NOON);
        Set<String> past = files(hours);

        run(hours, NOON, at(60));
        Set<String> first = files(hours);
        run(hours, at(60), at(180));

        assertThat(tables.rows(hours)).isEqualTo(tables.rows(whole));
        assertThat(files(hours)).containsAll(past).containsAll(first);

        Set<String> before = files(hours);
        run(hours, NOON, at(60));

        assertThat(tables.rows(hours)).isEqualTo(tables.rows(whole));
        Set<String> replaced = new HashSet<>(before);
        replaced.removeAll(files(hours));
        Set<String> ofTheHour = new HashSet<>(first);
        ofTheHour.removeAll(past);
        assertThat(replaced).isEqualTo(ofTheHour);

        // Files that reach over the ends of a range keep their other rows.
        run(hours, at(-100), at(100));

        assertThat(tables.rows(hours)).isEqualTo(tables.rows(whole));
    }

    private static Instant at(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private void run(FeatureGroup group, Instant from, Instant to) {
        tables.materialization().run(group, new TimeRange(from, to));
    }

    private Set<String> files(FeatureGroup group) throws Exception {
        Set<String> files = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks =
                tables.store().icebergTable(group).newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                DataFile file = task.file();
                files.add(file.location());
            }
        }
        return files;
    }
}
