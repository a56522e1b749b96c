package dev.tidemark.feature.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.KafkaTopic;
import org.junit.jupiter.api.Test;

final class TestSourceJson {
    @Test
    void aSourceWithoutOptionsIsTheTextThatItWasBeforeThereWereAny() {
        DataSource source = DataSource.csv("events", "events.csv")
                .timestamp("at")
                .created("written")
                .eventId("id")
                .streamedFrom(KafkaTopic.named("clicks"));

        String json = SourceJson.tree(source).toString();

        assertThat(json)
                .isEqualTo(
                        "{\"name\":\"events\",\"format\":\"CSV\",\"location\":\"events.csv\",\"timestamp_field\":\"at\","
                                + "\"created_timestamp_field\":\"written\",\"event_id_field\":\"id\","
                                + "\"stream\":{\"kind\":\"kafka\",\"topic\":\"clicks\"}}");
        assertThat(SourceJson.read(DefinitionJson.parse(json))).isEqualTo(source);
    }

    @Test
    void unitsNamesAndPatternsSurviveTheRegistry() {
        DataSource source = DataSource.parquet("events", "events/*.parquet")
                .timestamp("TS", EpochUnit.EPOCH_MILLIS)
                .created("written", EpochUnit.EPOCH_SECONDS)
                .mapped("USER_ID", "user_id")
                .column("price", "CAST(Price AS DOUBLE)")
                .column("amount", "quantity * Price")
                .glob();

        String json = SourceJson.tree(source).toString();

        assertThat(json)
                .contains("\"computed_columns\":{\"amount\":\"quantity * Price\",\"price\":\"CAST(Price AS DOUBLE)\"}");
        assertThat(SourceJson.read(DefinitionJson.parse(json))).isEqualTo(source);
    }

    @Test
    void aRejectFolderSurvivesTheRegistry() {
        DataSource source =
                DataSource.csv("events", "events.csv").timestamp("at").rejectTo("rejects");

        assertThat(SourceJson.read(DefinitionJson.parse(SourceJson.tree(source).toString())))
                .isEqualTo(source);
    }
}
