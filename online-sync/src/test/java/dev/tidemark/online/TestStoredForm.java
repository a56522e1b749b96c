package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.ScalarType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TestStoredForm {
    private final String form = StoredForm.of(definition().build());

    @Test
    void whatIsStoredMakesAnotherForm() {
        assertThat(form).hasSize(64).isEqualTo(StoredForm.of(definition().build()));
        assertThat(StoredForm.of(
                        definition().feature("more", ScalarType.INT64, "more").build()))
                .isNotEqualTo(form);
        assertThat(StoredForm.of(definition().timeToLive(Duration.ofDays(1)).build()))
                .isNotEqualTo(form);
        assertThat(StoredForm.of(
                        definition().availabilityDelay(Duration.ofHours(1)).build()))
                .isNotEqualTo(form);
    }

    @Test
    void whatIsOnlySaidAboutItDoesNot() {
        assertThat(StoredForm.of(definition()
                        .describedAs("other words")
                        .ownedBy("others")
                        .build()))
                .isEqualTo(form);
    }

    private static FeatureGroupBuilder definition() {
        return FeatureGroups.ofUsers("clicks")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("value", ScalarType.INT64, "a value")
                .sql("SELECT 1")
                .online();
    }
}
