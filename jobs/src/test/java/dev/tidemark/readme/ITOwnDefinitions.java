package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project of a user's: the listings of the page that declares features, several definitions in a file, one of each
 * way to compute, three hundred windows, windows that change, a copy of the home, and mistakes.
 */
final class ITOwnDefinitions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Page PAGE = Page.read("docs/guide/declaring-features.md");

    @TempDir
    Path folder;

    @Test
    void ownDefinitionsAreComputedAndMistakesAreTold() throws Exception {
        Newcomer newcomer = new Newcomer(folder);
        writeProject();
        Files.writeString(folder.resolve("payments.csv"), PAGE.blocks("csv").getFirst());
        FeatureJar.write(PAGE.javaFiles(), folder.resolve("features"));
        String materialize = PAGE.commands(0).get(1);

        JsonNode applied = JSON.readTree(
                newcomer.run(PAGE.commands(0).getFirst() + " --json").results());
        assertThat(applied.path("changes").findValuesAsText("definition"))
                .containsExactly(
                        "card_at_merchant",
                        "labelled",
                        "merchant_days",
                        "spent",
                        "user_calendar",
                        "user_habits",
                        "user_merchants",
                        "user_payments",
                        "wide",
                        "checkout_model");

        JsonNode computed = JSON.readTree(
                newcomer.run(materialize + " wide labelled spent --json").results());
        assertThat(computed.path("materialized").findValuesAsText("group"))
                .containsExactly("user_payments", "merchant_days", "user_merchants", "wide", "labelled", "spent");
        List<String> rows = computed.path("materialized").findValuesAsText("rows");
        // Each payment has left its shorter windows, with a row each; whether also that of 30 days depends on the day.
        assertThat(Integer.parseInt(rows.getFirst())).isBetween(16, 20);
        assertThat(rows.subList(1, rows.size())).containsExactly("3", "4", "3", "3", "3");
        changedWindowsAreToldAndComputedAgain(newcomer);
        assertThat(type(newcomer, 1, "./tidemark materialize wid"))
                .endsWith("tidemark:Nofeaturegroup'wid';didyoumeanwide?");
        assertThat(type(newcomer, 2, "./tidemark materialise wide"))
                .contains("Unknowncommand'materialise';didyoumeanmaterialize?");

        copy(folder.resolve(".tidemark"), folder.resolve("copied"));
        assertThat(newcomer.refused(Map.of("TIDEMARK_HOME", "copied"), "./tidemark materialize wide"))
                .startsWith("tidemark: The tables in %s were copied from %s, which 6 table(s)"
                        .formatted(folder.resolve("copied/warehouse"), folder.resolve(".tidemark/warehouse")));

        Files.writeString(folder.resolve("features/Broken.java"), """
                import dev.tidemark.feature.*;
                class Broken implements FeatureGroupDefinition {
                    public FeatureGroup define() {
                        return FeatureGroup.named("broken").build();
                    }
                }
                class Deep implements FeatureServiceDefinition {
                    public FeatureService define() {
                        return new Deep().define();
                    }
                }
                """);
        assertThat(newcomer.refused(Map.of(), "./tidemark apply"))
                .startsWith("tidemark: Broken (Broken.java:4): feature group 'broken', field 'entity': is missing\n")
                // The stack ends in the method or in the constructor.
                .containsPattern("Deep \\(Broken.java:[79]\\): StackOverflowError")
                .doesNotContain("\tat ");
    }

    private void changedWindowsAreToldAndComputedAgain(Newcomer newcomer) throws Exception {
        Path groups = folder.resolve("features/shop/Groups.java");
        Files.writeString(
                groups, Files.readString(groups).replace("over(hours + \"h\")", "over((hours + 24) + \"h\")"));
        String recompute = "tidemarkmaterializewide--recompute";

        assertThat(type(newcomer, 0, "./tidemark apply"))
                .contains("Applied1definition(s).", "Historyof'wide'before", recompute);
        assertThat(type(newcomer, 0, "./tidemark groups")).contains(recompute);
        assertThat(type(newcomer, 0, "./tidemark materialize wide --recompute")).doesNotContain("Historyof");
        assertThat(type(newcomer, 0, "./tidemark groups")).contains("wide").doesNotContain(recompute);
    }

    private static String type(Newcomer newcomer, int exitCode, String command) throws Exception {
        Typed typed = newcomer.type(command).assertWithoutLeftOvers();
        assertThat(typed.exitCode()).as("%s:%n%s", command, typed.text()).isEqualTo(exitCode);
        return typed.letters();
    }

    private void writeProject() throws IOException {
        Files.createDirectories(folder.resolve("features/shop"));
        Files.writeString(folder.resolve("events.csv"), """
                user_id,at,amount
                1,2026-11-01T00:00:00Z,2.5
                1,2026-11-02T00:00:00Z,4.0
                2,2026-11-02T00:00:00Z,1.0
                """);
        Files.writeString(folder.resolve("features/shop/Groups.java"), """
                package shop;
                import dev.tidemark.feature.*;
                public class Groups {
                    static class Wide implements FeatureGroupDefinition {
                        public FeatureGroup define() {
                            var group = named("wide").emit(Emission.onEvent());
                            for (int hours = 1; hours <= 300; hours++) {
                                group.feature("n_" + hours, "Events", Aggregation.count().over(hours + "h"));
                            }
                            return group.build();
                        }
                    }
                    static FeatureGroupBuilder named(String name) {
                        return FeatureGroup.named(name).describedAs("Of a test").ownedBy("tests")
                            .entity(Entity.of("user", "A user", "user_id", ScalarType.INT64))
                            .source(DataSource.csv("events", "events.csv").timestamp("at"));
                    }
                }
                class Spent implements FeatureGroupDefinition {
                    public FeatureGroup define() {
                        return Groups.named("spent").feature("spent", ScalarType.FLOAT64, "Money so far")
                            .sql(\"""
                                SELECT CAST(user_id AS BIGINT) AS user_id, at AS event_timestamp,
                                  SUM(amount) OVER (PARTITION BY user_id ORDER BY at) AS spent FROM events\""").build();
                    }
                }
                class Labelled implements FeatureGroupDefinition {
                    public FeatureGroup define() {
                        return Groups.named("labelled").feature("label", ScalarType.STRING, "A label")
                            .computedBy(Labels.class).build();
                    }
                }
                """);
        Files.writeString(folder.resolve("features/shop/Labels.java"), """
                package shop;
                import dev.tidemark.compute.*;
                import org.apache.spark.api.java.function.MapFunction;
                import org.apache.spark.sql.*;
                import org.apache.spark.sql.types.*;
                public class Labels implements FeatureComputation {
                    record Label(String text) {}
                    public Dataset<Row> compute(ComputeContext context) {
                        StructType schema = new StructType().add("user_id", DataTypes.LongType)
                            .add("event_timestamp", DataTypes.TimestampType).add("label", DataTypes.StringType);
                        MapFunction<Row, Row> labelled = row -> RowFactory.create(
                            row.<Number>getAs("user_id").longValue(), row.getAs("at"), new Label("of " + row.getAs("user_id")).text());
                        return context.source("events").map(labelled, Encoders.row(schema));
                    }
                }
                """);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
