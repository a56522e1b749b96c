package dev.tidemark.benchmark.pointintime;

import dev.tidemark.benchmark.MemoryGauge;
import dev.tidemark.benchmark.Step;
import dev.tidemark.benchmark.Variant;
import dev.tidemark.benchmark.Work;
import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.training.ParquetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Spark's own {@code ASOF JOIN}, which the product's Spark does not have yet. It compares pairs of event and created
 * time, so that ties are settled by the rule book, over a scan with the same bounds as our plans'. Its memory is not
 * measured: its heap has one size.
 *
 * @param output folder for Parquet files, null to make every row and throw it away
 */
record SparkAsof(
        SparkSession spark, JoinInputs inputs, @Nullable Path output, SparkAsofProcess process) implements Work {
    static final String NAME = "spark-asof";

    Variant variant() {
        return new Variant(
                NAME,
                Unmeasured::new,
                process::processorNanos,
                List.of(Step.ignored(new Agreement()), Step.ignored(this::collect), Step.added(this)));
    }

    @Override
    public void run() throws IOException, InterruptedException {
        Map<String, @Nullable Object> request = request("join", query());
        request.put("output", output == null ? null : output.toString());
        request.put(
                "options",
                ParquetSettings.of(
                        spark.read().parquet(inputs.spine().toString()).schema()));
        process.ask(request);
    }

    @Override
    public void stop() {
        process.stop();
    }

    private void collect() throws IOException, InterruptedException {
        process.ask(Map.of("do", "collect"));
    }

    private Map<String, @Nullable Object> request(String what, String query) {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("do", what);
        request.put(
                "bounds",
                "SELECT min(unix_micros(%1$s)), max(unix_micros(%1$s)) FROM %2$s"
                        .formatted(FeatureSchema.EVENT_TIMESTAMP, files(inputs.spine())));
        request.put("query", query);
        return request;
    }

    private String query() {
        StringBuilder select = new StringBuilder("SELECT s.*");
        StringBuilder joins = new StringBuilder(" FROM %s s".formatted(files(inputs.spine())));
        for (GroupTable table : inputs.groups()) {
            table.features()
                    .forEach(feature -> select.append(
                            ", CASE WHEN unix_micros(s.%1$s) - unix_micros(%2$s.event) <= %3$dL THEN %2$s.%4$s END AS %4$s"
                                    .formatted(
                                            FeatureSchema.EVENT_TIMESTAMP, table.name(), table.timeToLive(), feature)));
            joins.append(" LEFT OUTER ASOF JOIN (%s) %s".formatted(history(table), table.name()))
                    .append(" MATCH_CONDITION ((s.%s, TIMESTAMP'9999-12-31 00:00:00') >= (%s.event, %2$s.created))"
                            .formatted(FeatureSchema.EVENT_TIMESTAMP, table.name()))
                    .append(table.keys().stream()
                            .map(key -> "s.%1$s = %2$s.%1$s".formatted(key, table.name()))
                            .collect(Collectors.joining(" AND ", " ON ", "")));
        }
        return select.toString() + joins;
    }

    private static String history(GroupTable table) {
        List<String> columns = new ArrayList<>(table.keys());
        columns.add("timestamp_micros(unix_micros(%s) + %dL) AS event"
                .formatted(FeatureSchema.EVENT_TIMESTAMP, table.delay()));
        columns.add(FeatureSchema.CREATED_AT + " AS created");
        columns.addAll(table.features());
        String upper = "%s <= timestamp_micros({last} - %dL)".formatted(FeatureSchema.EVENT_TIMESTAMP, table.delay());
        String lower = table.timeToLive() == Long.MAX_VALUE
                ? ""
                : " AND %s >= timestamp_micros({first} - %dL)"
                        .formatted(FeatureSchema.EVENT_TIMESTAMP, table.timeToLive());
        return "SELECT %s FROM %s WHERE %s%s"
                .formatted(String.join(", ", columns), files(table.folder()), upper, lower);
    }

    private static String files(Path folder) {
        return "parquet.`%s`".formatted(folder);
    }

    /** Before the first run: that the peer's rows are ours. A peer that answers something else is none. */
    private final class Agreement implements Work {
        private boolean seen;

        @Override
        public void run() throws IOException, InterruptedException {
            if (seen) {
                return;
            }
            List<String> columns = new ArrayList<>(List.of(WorkloadData.LABEL_ID));
            inputs.groups().forEach(table -> columns.addAll(table.features()));
            String sums = "count(1) AS rows, bit_xor(xxhash64(%s)) AS hash".formatted(String.join(", ", columns));
            String theirs = process.ask(request("check", "SELECT %s FROM (%s)".formatted(sums, query())));
            Row row = OurPlan.all()
                    .getFirst()
                    .join(spark, inputs)
                    .selectExpr(sums.split(", (?=bit_xor)"))
                    .first();
            String ours = "%d %d".formatted(row.getLong(0), row.getLong(1));
            if (!ours.equals(theirs)) {
                throw new IllegalStateException(
                        "Spark's ASOF JOIN and ours differ: rows and hash are %s and %s".formatted(theirs, ours));
            }
            seen = true;
        }

        @Override
        public void stop() {
            process.stop();
        }
    }

    private static final class Unmeasured implements MemoryGauge {
        @Override
        public long peakBytes() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
