package dev.tidemark.kill;

import static org.apache.spark.sql.functions.max;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.launch.Application;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.OnlineStore;
import dev.tidemark.terminal.Console;
import dev.tidemark.terminal.Verbosity;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What a home's Redis Cluster answers for every user. */
record OnlineContent(Home home, Map<Long, List<Object>> valuesByUser) {
    static OnlineContent of(Home home, FeatureGroup group) {
        Map<Long, List<Object>> values = new TreeMap<>();
        Console silent = Console.ofProcess(Verbosity.QUIET);
        try (Application application = Application.open(null, home.environment(), silent, InstantSource.system());
                OnlineStore store = application.online().target().open()) {
            List<EntityKey> keys = LongStream.range(0, Clicks.USERS)
                    .mapToObj(user -> new EntityKey(List.of(user)))
                    .toList();
            for (OnlineFeatures features : store.read(group, keys, group.featureNames())) {
                values.put((Long) features.key().values().getFirst(), features.values());
            }
        }
        return new OnlineContent(home, values);
    }

    /** Makes sure that every user has the values of its newest row in the table. */
    void assertEqualToTable() {
        Map<Long, List<Object>> expected = new TreeMap<>();
        home.table()
                .selectExpr("user_id", "struct(event_timestamp, clicks_10d, amount_20d) AS row")
                .groupBy("user_id")
                .agg(max("row").as("row"))
                .select("user_id", "row.*")
                .collectAsList()
                .forEach(row -> expected.put(row.getLong(0), Arrays.asList(row.get(2), row.get(3))));

        assertThat(expected).hasSize(Clicks.USERS);
        assertThat(valuesByUser).isEqualTo(expected);
    }
}
