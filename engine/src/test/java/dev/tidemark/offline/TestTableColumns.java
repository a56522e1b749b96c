package dev.tidemark.offline;

import static dev.tidemark.offline.PaymentTables.ALL;
import static dev.tidemark.offline.PaymentTables.SPARK;
import static dev.tidemark.offline.PaymentTables.USER;
import static dev.tidemark.offline.PaymentTables.name;
import static dev.tidemark.offline.PaymentTables.payments;
import static dev.tidemark.offline.PaymentTables.statement;
import static dev.tidemark.offline.PaymentTables.windows;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ScalarType;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Features as columns of a table: of every type, added, dropped and changed, and results that do not fit them. */
final class TestTableColumns {
    private final PaymentTables tables = new PaymentTables();
    private final OfflineStore store = tables.store();
    private final Materialization materialization = tables.materialization();

    @BeforeAll
    static void writeSources() {
        PaymentTables.writeSources();
    }

    @Test
    void anAddedFeatureBecomesAColumnAndADroppedOneStaysInThePast() {
        String name = name();
        FeatureGroup before = statement(name).build();
        materialization.run(before, ALL);
        FeatureGroup after = FeatureGroups.of(name, USER)
                .source(payments())
                .feature("items_max", ScalarType.INT32, "Most items")
                .sql(
                        "SELECT user_id, max(at) AS event_timestamp, max(items) AS items_max FROM payments GROUP BY user_id")
                .build();

        materialization.run(after, ALL);

        assertThat(store.read(after).columns())
                .containsExactly("user_id", "event_timestamp", "created_at", "items_max");
        assertThat(SPARK.read().table(store.tableName(after)).columns()).contains("spent", "items_max");
        assertThat(store.read(after).where(col("items_max").isNull()).count()).isZero();
    }

    @Test
    void aChangedTypeIsRefusedAndNamed() {
        String name = name();
        store.ensure(statement(name).build());
        FeatureGroup changed = FeatureGroups.of(name, USER)
                .source(payments())
                .feature("spent", ScalarType.STRING, "Spent so far")
                .sql("SELECT 1")
                .build();

        assertThatThrownBy(() -> store.ensure(changed))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Feature group '%s' does not fit its table tidemark.features.%s: 'spent' is DOUBLE in the table and STRING in the definition; give the changed features or the group a new name"
                                .formatted(name, name));
    }

    @Test
    void aResultThatDoesNotFitIsRefusedWithEveryDifference() {
        FeatureGroup group = statement()
                .feature("spnet", FeatureType.listOf(ScalarType.INT64), "Mistyped")
                .build();

        assertThatThrownBy(() -> materialization.run(group, ALL))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "The computation of feature group '%s' does not fit its definition: no column 'spnet' of ARRAY<BIGINT> (did you mean spent?)"
                                .formatted(group.name()));
    }

    @Test
    void anAggregatedColumnThatIsNotThereIsNamedWithTheNearest() {
        FeatureGroup group = windows()
                .feature("x", "x", Aggregation.avg("amuont").over("1h"))
                .build();

        assertThatThrownBy(() -> materialization.run(group, ALL))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("'x'")
                .hasMessageContaining("'amuont'")
                .hasMessageContaining("did you mean amount?");
    }

    @Test
    void everyTypeOfFeatureSurvivesTheTable() {
        FeatureGroup group = FeatureGroups.of(name(), USER)
                .source(payments())
                .feature("a", ScalarType.BOOL, "a")
                .feature("b", ScalarType.INT32, "b")
                .feature("c", ScalarType.INT64, "c")
                .feature("d", ScalarType.FLOAT32, "d")
                .feature("e", ScalarType.FLOAT64, "e")
                .feature("f", ScalarType.STRING, "f")
                .feature("g", ScalarType.BYTES, "g")
                .feature("h", ScalarType.TIMESTAMP, "h")
                .feature("i", FeatureType.listOf(ScalarType.TIMESTAMP), "i")
                .sql("""
                        SELECT 1L AS user_id, TIMESTAMP'2026-03-02 00:00:00' AS event_timestamp, true AS a, 1 AS b, 2L AS c,
                          CAST(1.5 AS FLOAT) AS d, 2.5D AS e, 'x' AS f, X'00FF' AS g,
                          TIMESTAMP'1950-01-01 00:00:00.000001' AS h, array(TIMESTAMP'2026-01-01 00:00:00') AS i
                        """)
                .build();

        materialization.run(group, ALL);

        Row row = store.read(group)
                .selectExpr("a", "b", "c", "d", "e", "f", "hex(g)", "unix_micros(h)", "size(i)")
                .first();
        assertThat(row).isEqualTo(RowFactory.create(true, 1, 2L, 1.5f, 2.5, "x", "00FF", -631151999999999L, 1));
    }
}
