package dev.tidemark.offline;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.session.SharedSpark;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TestMarkedAppend {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final AtomicInteger TABLES = new AtomicInteger();

    private final String table = "tidemark.appended.numbers_" + TABLES.incrementAndGet();

    @BeforeEach
    void create() {
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.appended");
        SPARK.sql("CREATE TABLE %s (number INT, batch STRING) USING iceberg TBLPROPERTIES ('format-version' = '%d')"
                .formatted(table, 2 + TABLES.get() % 2));
    }

    @Test
    void aStreamsBatchIsThereOnceAfterACompactionAndTheExpiryOfSnapshots() {
        for (long batch : List.of(4L, 5L, 5L)) {
            stream(batch, Fence.OPEN);
        }
        assertThat(numbers()).containsExactly(4, 5);

        compactAndExpire();
        stream(5, Fence.OPEN);
        stream(4, Fence.OPEN);
        assertThat(numbers()).containsExactly(4, 5);
        assertThat(append().append(new StreamMark("other", 5), rows("6"), 1)).isPresent();
        stream(6, Fence.OPEN);
        assertThat(numbers()).containsExactly(4, 5, 6, 6);
    }

    @Test
    void aBatchOfAnEarlierVersionIsKnownByItsSnapshot() {
        stream(5, Fence.OPEN);
        SPARK.sql("ALTER TABLE %s UNSET TBLPROPERTIES ('tidemark.batch.stream')".formatted(table));

        stream(5, Fence.OPEN);

        assertThat(numbers()).containsExactly(5);
    }

    @Test
    void aBatchWhoseRowsSomebodyDeletedDoesNotComeBack() {
        identified("a", Fence.OPEN);
        SPARK.sql("DELETE FROM " + table);
        compactAndExpire();

        assertThat(identified("a", Fence.OPEN)).isFalse();

        assertThat(numbers()).isEmpty();
    }

    @Test
    void aBatchThatOthersFollowedIsKnownByItsRows() {
        identified("a", Fence.OPEN);
        identified("b", Fence.OPEN);
        compactAndExpire();

        assertThat(identified("a", Fence.OPEN)).isFalse();

        assertThat(numbers()).hasSize(2);
    }

    @Test
    void aBatchThatItsSuccessorWroteWhileItWasAboutToCommitIsThereOnce() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(identified("a", () -> {
                    if (asked.getAndIncrement() == 0) {
                        identified("a", Fence.OPEN);
                    }
                }))
                .isFalse();
        stream(7, () -> {
            if (asked.getAndIncrement() == 2) {
                stream(7, Fence.OPEN);
            }
        });

        assertThat(asked).hasValue(4);
        assertThat(numbers()).containsExactly(1, 7);
    }

    @Test
    void pushedRowsComeInWhileAStreamIsAboutToCommit() {
        AtomicInteger asked = new AtomicInteger();

        stream(7, () -> {
            if (asked.getAndIncrement() == 0) {
                identified("a", Fence.OPEN);
            }
        });

        assertThat(asked).hasValue(2);
        assertThat(numbers()).containsExactly(1, 7);
        stream(7, Fence.OPEN);
        assertThat(identified("a", Fence.OPEN)).isFalse();
    }

    @Test
    void aBatchWhoseWriterLostItsLeaseIsNotThere() {
        assertThatThrownBy(() -> stream(1, () -> {
                    throw new FeatureStoreException(ErrorCode.RUN_IN_PROGRESS, "lost");
                }))
                .hasMessage("lost");

        assertThat(numbers()).isEmpty();
    }

    private MarkedAppend append() {
        return new MarkedAppend(SPARK, table, Fence.OPEN);
    }

    private void stream(long batch, Fence fence) {
        new MarkedAppend(SPARK, table, fence).append(new StreamMark("stream", batch), rows(Long.toString(batch)), 1);
    }

    private boolean identified(String batch, Fence fence) {
        return new MarkedAppend(SPARK, table, fence)
                .append(
                        new RowMark("batch", "tidemark.push-batch", batch),
                        rows("1").withColumn("batch", lit(batch)),
                        1)
                .isPresent();
    }

    private static Dataset<Row> rows(String number) {
        return SPARK.sql("SELECT CAST(%s AS INT) AS number".formatted(number));
    }

    private List<Integer> numbers() {
        return SPARK.read().table(table).select("number").orderBy("number").collectAsList().stream()
                .map(row -> row.getInt(0))
                .toList();
    }

    private void compactAndExpire() {
        SPARK.sql("CALL tidemark.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
                .formatted(table));
        SPARK.sql(
                "CALL tidemark.system.expire_snapshots(table => '%s', older_than => TIMESTAMP'2100-01-01', retain_last => 1)"
                        .formatted(table));
    }
}
