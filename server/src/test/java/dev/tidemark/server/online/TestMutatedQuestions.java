package dev.tidemark.server.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.server.ServerFixture;
import dev.tidemark.server.definition.ServedGroups;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The same bytes get the same answer, whatever was asked before: a known shape is a shortcut, never another meaning.
 */
final class TestMutatedQuestions {
    private static final int BODIES = Integer.getInteger("tidemark.mutated-bodies", 50_000);
    private static final int MOST_ENTITIES = 10;
    private static final int MOST_CHANGES = 4;

    private static final List<String> SEEDS = List.of(
            "{\"feature_group\":\"payments\",\"entity_ids\":[17],\"features\":[\"amount\"]}",
            "{\"feature_group\": \"payments\", \"entity_ids\": [17, 18, -3], \"include\": [\"statuses\"]}",
            "{\"entity_ids\":[\"a:b\",\"\\u00e9\"],\"feature_group\":\"shops\",\"partial\":true}",
            "{\"features\":[\"payments:amount\",\"pairs:visits\"],\"entity_ids\":[{\"user_id\":17,\"shop\":\"x\"}]}",
            "{\"feature_group\":\"pairs\",\"entity_ids\":[[17,\"x\"],{\"user_id\":9007199254740993,\"shop\":\"\"}]}");
    private static final List<String> FRAGMENTS = List.of(
            "\"",
            "\\",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            " ",
            "\n",
            "0",
            "-",
            ".",
            "1e3",
            "1e400",
            "null",
            "true",
            "\u0000",
            "\uFEFF",
            "é",
            "\uD83D\uDE00",
            "\\ud800",
            "entity_ids",
            "\"entity_ids\":[1],",
            "features",
            "9223372036854775808",
            "17.0",
            "\"17\"",
            "١");

    private final ServedGroups groups = new ServedGroups(
            () -> Stream.of(ServerFixture.PAYMENTS, ServerFixture.SHOPS, ServerFixture.PAIRS)
                    .map(group -> new DefinitionVersion(group, 1, "f", Instant.EPOCH))
                    .toList(),
            Duration.ofHours(1));

    @AfterEach
    void stop() {
        groups.close();
    }

    @Test
    void aMutatedBodyIsReadAlikeByAServerThatKnowsItsShapeAndByANewOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Planner planner = new Planner(groups);
        RequestParser experienced = new RequestParser(planner, MOST_ENTITIES);
        SEEDS.forEach(body -> read(experienced, bytes(body)));
        int understood = 0;

        for (int number = 0; number < BODIES; number++) {
            byte[] body = mutated(bytes(SEEDS.get(random.nextInt(SEEDS.size()))), random);
            String fresh = read(new RequestParser(planner, MOST_ENTITIES), body);

            assertThat(read(experienced, body))
                    .as("body %d of seed %d: %s", number, seed, new String(body, StandardCharsets.ISO_8859_1))
                    .isEqualTo(fresh);
            if (fresh.startsWith("Question")) {
                understood++;
            }
        }

        assertThat(understood).isBetween(BODIES / 20, BODIES);
    }

    /** What was understood, or the refusal; anything else that is thrown fails the test. */
    private static String read(RequestParser parser, byte[] body) {
        try {
            RequestParser.Question question = parser.json(body);
            return "Question of %s about %s".formatted(question.plan(), question.entities());
        } catch (FeatureStoreException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    private static byte[] mutated(byte[] body, Random random) {
        byte[] changed = body;
        for (int changes = random.nextInt(MOST_CHANGES + 1); changes > 0; changes--) {
            int at = random.nextInt(changed.length + 1);
            int removed = random.nextBoolean() ? 0 : random.nextInt(Math.min(3, changed.length - at) + 1);
            byte[] added = random.nextInt(3) == 0
                    ? new byte[] {(byte) random.nextInt(256)}
                    : bytes(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            byte[] next = new byte[changed.length - removed + added.length];
            System.arraycopy(changed, 0, next, 0, at);
            System.arraycopy(added, 0, next, at, added.length);
            System.arraycopy(changed, at + removed, next, at + added.length, changed.length - at - removed);
            changed = next;
        }
        return changed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
