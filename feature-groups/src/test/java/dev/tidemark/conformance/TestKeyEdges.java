package dev.tidemark.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.identity.ExactKey;
import dev.tidemark.request.FeatureRowReader.Instants;
import dev.tidemark.request.SentValues;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One table for all who read join keys. */
final class TestKeyEdges {
    @Test
    void aValueIsTheSameKeyInAFileAPushAndALookupOrIsRefused() {
        SentValues json = new SentValues(Instants.TEXT);
        SentValues messagePack = new SentValues(Instants.TEXT_OR_MICROSECONDS);
        SoftAssertions softly = new SoftAssertions();
        for (KeyEdge edge : KeyEdge.all()) {
            String what = "%s '%s' (%s) for %s"
                    .formatted("%s", edge.sent(), edge.sent().getClass().getSimpleName(), edge.type());
            softly.assertThat(inFile(edge)).as(what, "file").isEqualTo(edge.inFile());
            softly.assertThat(json.key(edge.type(), edge.sent()))
                    .as(what, "JSON")
                    .isEqualTo(edge.inJson());
            softly.assertThat(messagePack.key(edge.type(), edge.sent()))
                    .as(what, "MessagePack")
                    .isEqualTo(edge.inMessagePack());
        }
        softly.assertAll();
    }

    /** A sender may refuse what another takes, but none takes it for another key. */
    @Test
    void noValueIsTwoKeys() {
        assertThat(KeyEdge.all())
                .allSatisfy(edge -> assertThat(java.util.stream.Stream.of(
                                        java.util.Optional.ofNullable(edge.inFile()),
                                        java.util.Optional.ofNullable(edge.inJson()),
                                        java.util.Optional.ofNullable(edge.inMessagePack()))
                                .flatMap(java.util.Optional::stream)
                                .distinct())
                        .hasSizeLessThan(2));
    }

    private static @Nullable Object inFile(KeyEdge edge) {
        try {
            return ExactKey.of(edge.type(), edge.sent());
        } catch (IllegalArgumentException e) {
            assertThatThrownBy(() -> {
                        throw e;
                    })
                    .hasMessageContaining(String.valueOf(edge.sent()).strip());
            return null;
        }
    }
}
