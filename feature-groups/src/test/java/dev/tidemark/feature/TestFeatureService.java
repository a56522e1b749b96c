package dev.tidemark.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TestFeatureService {
    @Test
    void keepsTheOrderOfItsFeatures() {
        FeatureService service = valid("fraud")
                .features("payments:amount", "shops", "payments:visits")
                .tag("domain", "fraud")
                .build();

        assertThat(service.groupNames()).containsExactly("payments", "shops");
        assertThat(service.summary()).isEqualTo("payments:amount, shops, payments:visits");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        valid("Fraud").features("a"),
                        "name",
                        "invalid identifier 'Fraud': expected lower-case letters, digits and single underscores, starting with a letter, at most 64 characters"),
                Arguments.of(
                        valid("fraud").features("a").describedAs(" "),
                        "description",
                        "is empty; say what it is in one sentence"),
                Arguments.of(
                        valid("fraud").features("a").ownedBy(""), "owner", "is empty; say what it is in one sentence"),
                Arguments.of(valid("fraud"), "features", "is empty; name a group or group:feature"),
                Arguments.of(valid("fraud").features("a:x", "a:x"), "features", "'a:x' is named twice"),
                Arguments.of(
                        valid("fraud").features("a:x", "a"), "features", "'a:x' is named twice; 'a' has it already"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyMistakeNamesTheServiceTheFieldAndWhatIsRight(
            FeatureServiceBuilder service, String field, String message) {
        assertThatThrownBy(service::build)
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageStartingWith("feature service '")
                .hasMessageEndingWith(", field '%s': %s".formatted(field, message));
    }

    private static FeatureServiceBuilder valid(String name) {
        return FeatureService.named(name).describedAs("Scores payments").ownedBy("fraud-team");
    }
}
