package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.Entity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.local.LocalRedisNode;
import dev.tidemark.online.local.SharedRedisCluster;
import dev.tidemark.python.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/reference/formats.md reads what the store has written, without any code of ours. */
final class ITRedisFromPython {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern EXAMPLE =
            Pattern.compile("^```python\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Entity PAIR = Entity.composite(
            "pair",
            "A user at a shop",
            new JoinKey("user_id", ScalarType.INT64),
            new JoinKey("shop", ScalarType.STRING));
    private static final FeatureGroup GROUP = FeatureGroups.written("from_python", PAIR)
            .feature("visits", ScalarType.INT64, "x")
            .feature("amount", ScalarType.FLOAT64, "x")
            .feature("name", ScalarType.STRING, "x")
            .feature("tags", FeatureType.listOf(ScalarType.STRING), "x")
            .online()
            .build();

    @TempDir
    Path folder;

    @Test
    void theExampleReadsWhatTheStoreWrote() throws Exception {
        Python python = Python.with(folder, "redis.cluster", "msgpack");
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        try (RedisOnlineStore store = RedisOnlineStore.open(SharedRedisCluster.config(), InstantSource.system())) {
            store.write(
                    GROUP,
                    List.of(new FeatureRow(
                            EntityKey.of(PAIR, 17L, "a:b{c}%"),
                            now,
                            now,
                            Arrays.asList(Long.MAX_VALUE, 0.1, null, List.of("x", "")))));
        }

        assertThat(run(python, example(), "17", "a:b{c}%"))
                .isEqualTo("{'visits': 9223372036854775807, 'amount': 0.1, 'name': None, 'tags': ['x', '']}");
        assertThat(run(python, example(), "18", "a")).isEqualTo("None");
    }

    private Path example() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/reference/formats.md"));
        Matcher example = EXAMPLE.matcher(page);
        assertThat(example.find()).isTrue();
        return Files.writeString(folder.resolve("example.py"), example.group(1));
    }

    private static String run(Python python, Path script, String... joinKeys) throws Exception {
        LocalRedisNode node = SharedRedisCluster.cluster().nodes().getFirst();
        List<String> words =
                new ArrayList<>(List.of(script.toString(), "127.0.0.1", Integer.toString(node.port()), GROUP.name()));
        words.addAll(List.of(joinKeys));
        return python.run(PATIENCE, words.toArray(String[]::new));
    }
}
