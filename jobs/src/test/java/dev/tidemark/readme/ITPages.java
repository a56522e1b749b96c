package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the pages say, as a newcomer would: the demo first, then every command and every request to the letter. */
final class ITPages {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Newcomer newcomer;
    private static Newcomer.Finished demo;

    @BeforeAll
    static void walkTheRoad() throws Exception {
        Files.createDirectory(folder.resolve("features"));
        Files.writeString(
                folder.resolve("features/MerchantTraffic.java"),
                Page.read("README.md").blocks("java").getFirst());
        newcomer = new Newcomer(folder);
        demo = newcomer.run("./tidemark demo --small --json");
    }

    @Test
    void theDemoShowsThatEveryOnlineValueEqualsTheTrainingSets() throws Exception {
        JsonNode report = JSON.readTree(demo.results());

        assertThat(report.path("different").asInt(-1)).isZero();
        assertThat(report.path("compared").asInt()).isGreaterThan(20);
        assertThat(report.path("groups").findValuesAsText("different"))
                .hasSize(4)
                .containsOnly("0");
        assertThat(report.path("comparison")).hasSize(report.path("compared").asInt());
        assertThat(report.path("comparison").findValuesAsText("verdict")).containsOnly("equal");
        assertThat(report.path("steps").findValuesAsText("step"))
                .contains("Generate payments", "Build a training set", "Ask again, an hour later")
                .hasSize(16);
        assertThat(report.path("compared_an_hour_later").asInt()).isGreaterThan(100);
        assertThat(report.path("different_an_hour_later").asInt(-1)).isZero();
        for (JsonNode group : report.path("groups")) {
            assertThat(report.path("steps").findValuesAsText("outcome"))
                    .contains("%s values, 0 different"
                            .formatted(group.path("values").asText()));
        }
        assertThat(report.path("remarks").path(0).asText()).contains("equal the training set's at the same instant");
        assertThat(Path.of(report.path("training_set").asText(), "_manifest.json"))
                .exists();
    }

    /** That they are gone is looked at after each command. */
    @Test
    void theDemoStartsSixRedisNodesAndAServerAndTheyEndWithIt() {
        Collection<String> programs = demo.children().values();

        // A node is seen twice while it forks to write its data out.
        assertThat(programs.stream().filter(program -> program.contains("redis-server")))
                .hasSizeGreaterThanOrEqualTo(6);
        assertThat(programs).anyMatch(program -> program.endsWith("java"));
    }

    @Test
    void theFirstFeatureGroupWorksByTheCommandsBelowIt() throws Exception {
        typeAll(Page.read("README.md").commands(1));

        assertThat(newcomer.run("./tidemark groups --json").results()).contains("\"merchant_traffic\"");
        assertThat(newcomer.run("./tidemark runs --json").results()).contains("merchant_traffic");
    }

    @Test
    void theTutorialsCommandsWorkAfterTheDemo() throws Exception {
        Page tutorial = Page.read("docs/start/tutorial.md");
        assertThat(tutorial.commands(0)).containsExactly("./tidemark demo");

        typeAll(tutorial.commands(1));

        String built = tutorial.commands(1).stream()
                .filter(command -> command.contains("fraud-set"))
                .findFirst()
                .orElseThrow();
        JsonNode explained =
                json(built.replace("training-set", "training-set explain").replace("--output fraud-set", ""));
        assertThat(explained.path("reads").findValuesAsText("group"))
                .containsExactlyInAnyOrder("user_transactions", "user_devices");
        assertThat(explained.path("reads")).allSatisfy(group -> {
            assertThat(group.path("rows").asLong()).isPositive();
            assertThat(group.path("rows").asLong())
                    .isLessThanOrEqualTo(group.path("all_rows").asLong());
        });
        JsonNode again = json("./tidemark training-set --again fraud-set/_manifest.json --output again");
        JsonNode manifest =
                JSON.readTree(folder.resolve("fraud-set/_manifest.json").toFile());
        assertThat(again.path("digest").asText())
                .isNotEmpty()
                .isEqualTo(manifest.path("digest").asText());
        assertThat(again.path("rows").asLong()).isEqualTo(100);
        JsonNode fromSources =
                json(built.replace("--output fraud-set", "--from-sources user_transactions --output source-set"));
        assertThat(fromSources.path("rows").asLong()).isEqualTo(100);
        assertThat(fromSources.path("computed_from_sources").findValuesAsText("group"))
                .containsExactly("user_transactions");
        assertThat(fromSources.path("computed_from_sources").findValuesAsText("because"))
                .containsExactly("it was asked for");
    }

    @Test
    void theServerAnswersAsItsPageSays() throws Exception {
        try (Newcomer.Running serving = newcomer.start("./tidemark serve")) {
            String line = serving.await("Tidemark serves at ");
            HttpApi api = new HttpApi(Page.read("docs/reference/http-api.md"), line.replaceFirst(".* at ", ""));

            assertThat(newcomer.curl(printedByTheDemo("curl "))).contains("\"features\":{");
            api.assertThatTheCommandsWork(newcomer);
            api.assertThatTheExamplesAreAnsweredAsDocumented();
            api.assertThatRefusalsHaveTheirStatus();
            api.assertThatEveryPathIsThere();
            serving.killOne("redis-server");
            assertThatTheDoctorFindsTheServerAndRevivesTheNode();
            serving.stop();
        }
        String carry = Page.read("docs/guide/request-log.md").commands(0).getFirst();
        assertThat(json(carry).path("rows").asInt()).isGreaterThan(2);
    }

    private static void assertThatTheDoctorFindsTheServerAndRevivesTheNode() throws Exception {
        try (Newcomer.Running doctor = newcomer.start("./tidemark doctor --json")) {
            JsonNode checks = JSON.readTree(doctor.process().getInputStream()).path("checks");

            assertThat(doctor.process().waitFor()).as(checks.toPrettyString()).isZero();
            assertThat(checks.findValuesAsText("found"))
                    .anyMatch(found -> found.startsWith("Tidemark's server answers at 127.0.0.1:"))
                    .anyMatch(found -> found.endsWith("; started 1 of 6 nodes that did not run"))
                    .anyMatch(found -> found.startsWith("can write to "));
        }
    }

    /** In three terminals would be three commands; the last run is the stopped one here. */
    @Test
    void ctrlCSaysWhatWasDoneAndHowToGoOn() throws Exception {
        Typed stopped = newcomer.interrupt(
                "./tidemark materialize user_devices --from 2026-01-01 --chunk 1d --restart",
                "user_devices: chunk 1 of");

        assertThat(stopped.exitCode()).as(stopped.text()).isEqualTo(130);
        stopped.assertWithoutLeftOvers();
        assertThat(stopped.letters())
                .containsPattern("tidemark:Stoppedafter\\d+of\\d+chunksof'user_devices';thesamecommandgoesonfromthere")
                .doesNotContain("SparkContext");
        JsonNode run = json("./tidemark runs --limit 1").path("runs").path(0);
        assertThat(run.path("status").asText()).isEqualTo("stopped");
        assertThat(newcomer.type("./tidemark runs --limit 1").letters())
                .contains("Stoppedafter")
                .contains("goesonfromthere");
    }

    /** As a reader does, on a terminal of 80 columns. */
    private static void typeAll(List<String> commands) throws Exception {
        for (String command : commands) {
            Typed typed = newcomer.type(command);

            assertThat(typed.exitCode()).as("%s:%n%s", command, typed.text()).isZero();
            typed.assertWithoutLeftOvers();
        }
    }

    private static String printedByTheDemo(String beginning) throws Exception {
        for (JsonNode remark : JSON.readTree(demo.results()).path("remarks")) {
            if (remark.asText().strip().startsWith(beginning)) {
                return remark.asText().strip();
            }
        }
        throw new AssertionError("The demo prints no command '%s': %s".formatted(beginning, demo.results()));
    }

    private static JsonNode json(String command) throws Exception {
        return JSON.readTree(newcomer.run(command + " --json").results());
    }
}
