package dev.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestCheck {
    private static final String USUAL = "Check spark.master";

    @Test
    void theRemedyFitsWhatWasFound() {
        assertThat(remedy(() -> {
                    throw new IOException("no answer");
                }))
                .isEqualTo(USUAL);
        assertThat(remedy(() -> {
                    throw new CheckFailedException("it loads", "Wait", new IOException());
                }))
                .isEqualTo("Wait");
        assertThat(remedy(() -> {
                    throw new ConfigurationException("spark.defaults is 'x', which cannot be read");
                }))
                .isEqualTo("Correct what is named");
        assertThat(remedy(() -> {
                    throw new FeatureStoreException(ErrorCode.INVALID_CONFIGURATION, "The tables were copied");
                }))
                .isEqualTo("Correct what is named");
        assertThat(remedy(() -> {
                    throw new FeatureStoreException(ErrorCode.EXECUTORS_UNAVAILABLE, "No executor ran a task");
                }))
                .isEqualTo(USUAL);
    }

    /** Otherwise it would wait for executors once more, and name another setting for the same failure. */
    @Test
    void aCheckThatNeedsAFailedOneIsNotTried() {
        List<Finding> findings = Doctor.run(List.of(
                Check.of(
                        "spark",
                        () -> {
                            throw new IOException("no executors");
                        },
                        USUAL),
                Check.of(
                        "warehouse",
                        () -> {
                            throw new AssertionError("was tried");
                        },
                        "Check warehouse.location",
                        "spark"),
                Check.of("redis", () -> "answers", "Check redis.mode")));

        assertThat(findings)
                .containsExactly(
                        new Finding("spark", false, "no executors", USUAL),
                        new Finding("warehouse", false, "not tried: it needs spark", "Mend 'spark' first"),
                        new Finding("redis", true, "answers", ""));
    }

    private static String remedy(Check.Probe probe) {
        return Doctor.run(List.of(Check.of("spark", probe, USUAL))).getFirst().remedy();
    }
}
