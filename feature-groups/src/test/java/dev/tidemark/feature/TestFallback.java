package dev.tidemark.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.json.DefinitionJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which fallbacks a feature may have, and that the registry keeps them to the bit. */
final class TestFallback {
    static List<Arguments> good() {
        return List.of(
                Arguments.of(ScalarType.BOOL, Fallback.value(false)),
                Arguments.of(ScalarType.INT32, Fallback.value(Integer.MIN_VALUE)),
                Arguments.of(ScalarType.INT64, Fallback.value(Long.MAX_VALUE)),
                Arguments.of(ScalarType.FLOAT32, Fallback.value(0.1f)),
                Arguments.of(ScalarType.FLOAT64, Fallback.value(Double.NaN)),
                Arguments.of(ScalarType.FLOAT64, Fallback.value(-0.0)),
                Arguments.of(ScalarType.STRING, Fallback.value("")),
                Arguments.of(ScalarType.TIMESTAMP, Fallback.value(Instant.parse("1969-12-31T23:59:59.999999Z"))),
                Arguments.of(FeatureType.listOf(ScalarType.INT64), Fallback.value(List.of())),
                Arguments.of(FeatureType.listOf(ScalarType.FLOAT64), Fallback.value(List.of(1.5, Double.NaN))),
                Arguments.of(
                        FeatureType.listOf(ScalarType.TIMESTAMP), Fallback.value(Arrays.asList(Instant.EPOCH, null))),
                Arguments.of(ScalarType.BYTES, Fallback.lastKnown(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @MethodSource("good")
    void comesBackFromTheRegistryAsItWas(FeatureType type, Fallback fallback) {
        FeatureGroup group = group(type, fallback);

        assertThat(DefinitionJson.read(DefinitionJson.write(group))).isEqualTo(group);
        assertThat(group.features().getFirst().fallback()).isEqualTo(fallback);
    }

    static List<Arguments> bad() {
        return List.of(
                Arguments.of(ScalarType.INT64, Fallback.value(1), "must be of type INT64, got 1 (Integer)"),
                Arguments.of(
                        FeatureType.listOf(ScalarType.STRING),
                        Fallback.value(List.of("a", 1L)),
                        "must be of type LIST<STRING>, got [a, 1]"),
                Arguments.of(
                        ScalarType.BYTES,
                        Fallback.value(new byte[1]),
                        "is a value of type BYTES, which has none; use lastKnown"),
                Arguments.of(
                        ScalarType.TIMESTAMP,
                        Fallback.value(Instant.ofEpochSecond(0, 1)),
                        "must be of whole microseconds, got 1970-01-01T00:00:00.000000001Z"),
                Arguments.of(
                        ScalarType.INT64,
                        Fallback.lastKnown(Duration.ZERO),
                        "must be longer than zero and of whole microseconds, got PT0S"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedWhenTheGroupIsBuilt(FeatureType type, Fallback fallback, String why) {
        assertThatThrownBy(() -> group(type, fallback))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining("feature group 'g', field 'features': the fallback of 'value' " + why);
    }

    @Test
    void standsBehindItsFeature() {
        assertThatThrownBy(() -> FeatureGroup.named("g")
                        .fallback(Fallback.value(1L))
                        .feature("value", ScalarType.INT64, "a value")
                        .build())
                .hasMessageContaining("a fallback follows the feature that it is for");
    }

    @Test
    void aFeatureWithoutOneIsWrittenAsBefore() {
        assertThat(DefinitionJson.write(group(ScalarType.INT64, Fallback.none())))
                .doesNotContain("fallback");
    }

    private static FeatureGroup group(FeatureType type, Fallback fallback) {
        return FeatureGroups.ofUsers("g")
                .source(DataSource.table("a.b").timestamp("t"))
                .feature("value", type, "a value")
                .fallback(fallback)
                .sql("SELECT 1")
                .online()
                .build();
    }
}
