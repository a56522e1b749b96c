package dev.tidemark.feature.json;

import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestAggregationJson {
    @Test
    void anAggregationWithoutNewPartsIsTheTextThatItWasBefore() {
        Aggregation sum = Aggregation.sum("amount").over("24h").where("amount > 0");

        assertThat(AggregationJson.tree("paid", sum).toString())
                .isEqualTo("{\"feature\":\"paid\",\"function\":\"SUM\",\"column\":\"amount\",\"window\":\"PT24H\","
                        + "\"filter\":\"amount > 0\"}");
    }

    @Test
    void everyFunctionSurvivesTheRegistry() {
        List<Aggregation> lists = List.of(
                Aggregation.firstN("shop", 3),
                Aggregation.lastN("shop", 3),
                Aggregation.lastDistinct("shop", 3),
                Aggregation.distinctValues("shop", 100),
                Aggregation.topK("shop", 5));
        List<Aggregation> others = List.of(
                Aggregation.first("amount"),
                Aggregation.percentile("amount", 0.95),
                Aggregation.ratio(Aggregation.sum("amount").where("paid"), Aggregation.count("amount")));
        var builder = FeatureGroups.ofUsers("payments")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("is_new", "New", Aggregation.isNew("shop").over("90d"))
                .feature("before", "Before", Aggregation.count().over("7d").endingBefore("1d"))
                .feature("month", "Month", Aggregation.count().over(Window.thisMonth("Europe/Berlin")));
        for (Aggregation list : lists) {
            builder.feature("f_" + list.function().ordinal(), FeatureType.listOf(STRING), "List", list.over("1d"));
        }
        for (Aggregation other : others) {
            builder.feature(
                    "g_" + other.function().ordinal(),
                    FLOAT64,
                    "Value",
                    other.over("1d").where("amount > 1"));
        }
        FeatureGroup group =
                builder.derived("twice", FLOAT64, "Twice", "2 * g_8").build();

        String json = DefinitionJson.write(group);

        assertThat(DefinitionJson.read(json)).isEqualTo(group);
        assertThat(json)
                .contains(
                        "\"derived\":[{\"feature\":\"twice\",\"expression\":\"2 * g_8\"}]",
                        "\"window\":\"PT168H\",\"ending_before\":\"PT24H\"}",
                        "\"calendar\":\"MONTH\",\"zone\":\"Europe/Berlin\"}",
                        "{\"feature\":\"f_13\",\"function\":\"TOP_K\",\"column\":\"shop\",\"limit\":5,\"window\":\"PT24H\"}",
                        "{\"feature\":\"g_15\",\"function\":\"PERCENTILE\",\"column\":\"amount\",\"fraction\":0.95,"
                                + "\"window\":\"PT24H\",\"filter\":\"amount > 1\"}",
                        "{\"feature\":\"g_1\",\"function\":\"SUM\",\"column\":\"amount\",\"window\":\"PT24H\","
                                + "\"filter\":\"(paid) AND (amount > 1)\",\"divided_by\":{\"function\":\"COUNT\","
                                + "\"column\":\"amount\",\"filter\":\"amount > 1\"}}");
    }
}
