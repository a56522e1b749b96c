package dev.tidemark.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys to the byte, as docs/reference/formats.md has them; every key here belongs to a group named {@code g}. */
final class TestKeyFormat {
    static Stream<Arguments> vectors() {
        return Stream.of(
                vector("673a3137", "17", 17L),
                vector("673a2d37", "-7", -7),
                vector("673a2d39323233333732303336383534373735383038", "-9223372036854775808", Long.MIN_VALUE),
                vector("673a74727565", "true", true),
                vector("673a", "", ""),
                vector("673a5a6168", "Zah", "Zah"),
                vector("673a736368c3b66e253341253742353025323525374420", "schön%3A%7B50%25%7D ", "schön:{50%} "),
                vector("673a253235334125334123", "%253A%3A#", "%3A:#"),
                vector("673af09f988000e282ac", "😀\u0000€", "😀\u0000€"),
                vector("673a31373732333636343030303030303030", "1772366400000000", time("2026-03-01T12:00:00Z")),
                vector("673a2d31", "-1", time("1969-12-31T23:59:59.999999Z")),
                vector("673a2d32323038393838383030303030303030", "-2208988800000000", time("1900-01-01T00:00:00Z")),
                vector("673a313a6125334162", "1:a%3Ab", 1L, "a:b"),
                vector("673a3a", ":", "", ""),
                vector("673a2533413a3a66616c73653a2d333a30", "%3A::false:-3:0", ":", "", false, -3, Instant.EPOCH));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aKeyIsTheseBytes(String hex, String entity, List<Object> values) {
        EntityKey key = new EntityKey(values);

        assertThat(HexFormat.of().formatHex(KeyFormat.key(OneFeature.of(ScalarType.INT64), key)))
                .isEqualTo(hex);
        assertThat(KeyFormat.entity(key)).isEqualTo(entity);
    }

    @Test
    void differentKeysAreNeverTheSameBytes() {
        Random random = new Random(20_261_121);
        String letters = ":%{}3A7B25a\u0000";
        Map<String, EntityKey> seen = new HashMap<>();
        for (int turn = 0; turn < 100_000; turn++) {
            EntityKey key = new EntityKey(List.of(text(random, letters), text(random, letters)));
            String stored =
                    new String(KeyFormat.key(OneFeature.of(ScalarType.INT64), key), StandardCharsets.ISO_8859_1);

            EntityKey before = seen.put(stored, key);

            assertThat(before == null || before.equals(key))
                    .as("%s and %s are both %s", before, key, stored)
                    .isTrue();
            assertThat(stored).doesNotContain("{", "}");
        }
    }

    @Test
    void halfACharacterIsRefusedBecauseItsBytesWouldBeAnothersToo() {
        for (String half : List.of("a\uD83D", "\uDE00", "\uDE00\uD83D", "\uD83Dx")) {
            assertThatThrownBy(() -> KeyFormat.entity(new EntityKey(List.of(half))))
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessageContaining("half a character");
        }
    }

    private static String text(Random random, String letters) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static Instant time(String text) {
        return Instant.parse(text);
    }

    private static Arguments vector(String hex, String entity, Object... values) {
        return Arguments.of(hex, entity, List.of(values));
    }
}
