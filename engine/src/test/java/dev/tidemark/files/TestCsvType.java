package dev.tidemark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.ScalarType;
import org.junit.jupiter.api.Test;

final class TestCsvType {
    @Test
    void anInstantThatIsAKeyIsNotCut() {
        String text = "1970-01-01 00:00:00.0000079";

        assertThat(CsvType.INSTANT.read(text)).isEqualTo(7L);
        assertThat(CsvType.ofKey(ScalarType.TIMESTAMP).read("1970-01-01 00:00:00.000007000"))
                .isEqualTo(7L);
        assertThatThrownBy(() -> CsvType.ofKey(ScalarType.TIMESTAMP).read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has digits beyond microseconds");
    }
}
