package dev.tidemark.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.InstantText;
import dev.tidemark.time.Microseconds;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TestExactKey {
    @Test
    void aWholeNumberOfAnyTypeIsItself() {
        assertThat(ExactKey.of(ScalarType.INT64, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(ExactKey.of(ScalarType.INT64, 0x1p53 - 1)).isEqualTo(9_007_199_254_740_991L);
        assertThat(ExactKey.of(ScalarType.INT64, -0.0)).isEqualTo(0L);
        assertThat(ExactKey.of(ScalarType.INT64, 16_777_215f)).isEqualTo(16_777_215L);
        assertThat(ExactKey.of(ScalarType.INT64, "1001.0")).isEqualTo(1001L);
        assertThat(ExactKey.of(ScalarType.INT64, new BigDecimal("12.00"))).isEqualTo(12L);
        assertThat(ExactKey.of(ScalarType.INT32, 5L)).isEqualTo(5);
        assertThat(ExactKey.of(ScalarType.STRING, 1.2345678E7)).isEqualTo("12345678");
        assertThat(ExactKey.of(ScalarType.STRING, new BigDecimal("1E20"))).isEqualTo("100000000000000000000");
        assertThat(ExactKey.of(ScalarType.STRING, "007")).isEqualTo("007");
        assertThat(ExactKey.of(ScalarType.BOOL, "True")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "+7",
                " 7",
                "7 ",
                "1.5",
                "1e3",
                "",
                "0x7",
                "\u0667",
                "9223372036854775808",
                "9007199254740992.0",
                "NaN"
            })
    void aTextThatIsNotTheOneTextOfAWholeNumberIsRefused(String text) {
        assertThatThrownBy(() -> ExactKey.of(ScalarType.INT64, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'%s' cannot be a join key of type INT64: ".formatted(text));
    }

    @Test
    void aNumberThatMayStandForSeveralIsRefused() {
        for (double number : new double[] {0x1p53, -0x1p53, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ExactKey.of(ScalarType.INT64, number))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ExactKey.of(ScalarType.STRING, number))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ExactKey.of(ScalarType.INT32, 1L << 31))
                .hasMessageContaining("declare the join key INT64");
        assertThatThrownBy(() -> ExactKey.of(ScalarType.BOOL, "1")).hasMessageContaining("neither true nor false");
        assertThatThrownBy(() -> ExactKey.of(ScalarType.TIMESTAMP, 5L)).hasMessageContaining("in which unit");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-01, 2026-05-01T00:00:00Z",
        "2026-05-01T06:00:00Z, 2026-05-01T06:00:00Z",
        "2026-05-01 06:00, 2026-05-01T06:00:00Z",
        "2026-05-01 06:00:00.123456789+02, 2026-05-01T04:00:00.123456Z",
        "2026-05-01 06:00:00 UTC, 2026-05-01T06:00:00Z",
        "1969-12-31T23:59:59.9999999-0130, 1970-01-01T01:29:59.999999Z"
    })
    void anInstantIsADateOrADateAndATime(String text, Instant instant) {
        assertThat(Microseconds.toInstant(InstantText.microseconds(text))).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12:00:00",
                "2026",
                "170406",
                "20261103",
                "1793707200",
                "03/11/2026 12:00",
                "2026-02-30",
                "2026-05-01T24:00",
                "2026-05-01T06:00:60Z",
                "yesterday",
                "0000-01-01",
                "2026-05-01T06:00:00 Europe/Berlin",
                ""
            })
    void whatIsNoInstantOnEveryDayIsRefused(String text) {
        assertThatThrownBy(() -> InstantText.microseconds(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'%s' is not an instant; expected an instant such as 2026-05-01T06:00:00Z or a date such as 2026-05-01"
                                .formatted(text));
    }

    @Test
    void aCountOfAnotherUnitIsMostlyNoInstant() {
        assertThat(EpochUnit.EPOCH_SECONDS.toMicroseconds(-1)).isEqualTo(-1_000_000);
        assertThat(EpochUnit.EPOCH_NANOS.toMicroseconds(-1)).isEqualTo(-1);
        assertThat(EpochUnit.EPOCH_NANOS.toMicroseconds(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE / 1_000);
        assertThatThrownBy(() -> EpochUnit.EPOCH_SECONDS.toMicroseconds(1_793_527_200_000L))
                .hasMessageContaining("'1793527200000' counted in EPOCH_SECONDS lies beyond the years 1 to 9999");
        assertThatThrownBy(() -> EpochUnit.EPOCH_MILLIS.toMicroseconds(Long.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
