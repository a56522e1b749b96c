package dev.tidemark.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TestConformanceTables {
    static List<ConformanceCase> tables() {
        return ConformanceTables.all();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void theReferenceGivesWhatTheRuleBookSays(ConformanceCase table) {
        assertThat(table.spine())
                .allSatisfy(row -> assertThat(PointInTimeReference.value(table, row.key(), row.instant()))
                        .isEqualTo(row.expected()));
    }
}
