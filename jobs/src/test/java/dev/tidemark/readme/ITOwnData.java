package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes the road of the page about one's own data, with its file, its class and each of its commands. */
final class ITOwnData {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aFileBecomesATableFeaturesAndATrainingSetAndTheGroupGoesAgain() throws Exception {
        Page page = Page.read("docs/guide/own-data.md");
        Newcomer newcomer = new Newcomer(folder);
        Files.writeString(folder.resolve("invoices.csv"), page.blocks("csv").getFirst());

        List<String> toTable = page.commands(0);
        assertThat(newcomer.run(toTable.getFirst()).results())
                .containsPattern("CustomerID +BIGINT")
                .contains("Dry run: nothing was written.");
        assertThat(newcomer.run(toTable.get(1)).results()).containsPattern("rows +6");
        assertThat(newcomer.run(toTable.get(2)).results()).containsPattern("France +1 +90.0");

        Files.createDirectory(folder.resolve("features"));
        String source = page.blocks("java").getFirst();
        Path definition = folder.resolve("features/CustomerSpending.java");
        Files.writeString(definition, source.replace("Quantity * UnitPrice", "Quantity * UnitPrise"));
        assertThat(newcomer.fail("./tidemark apply --check"))
                .contains("Column 'amount' of source 'invoices' of feature group 'customer_spending' cannot be computed"
                        + " as 'Quantity * UnitPrise': the source has no column 'UnitPrise'; did you mean"
                        + " UnitPrice?");
        Files.writeString(definition, source);

        page.commands(1).forEach(command -> type(newcomer, command));

        JsonNode described = json(newcomer, "./tidemark describe customer_spending");
        assertThat(described.path("rows").asInt()).isEqualTo(10);
        assertThat(described.path("sources").path(0).path("columns").asText())
                .contains("amount = Quantity * UnitPrice");
        assertThat(described.path("computed")).isNotEmpty();
        assertThat(described.path("newest_rows").path(0).path("lines_30d").asInt(-1))
                .isZero();
        assertThat(described.path("newest_rows").path(3).path("amount_30d").asDouble())
                .isEqualTo(34.0);
        assertThat(json(newcomer, "./tidemark describe customer_spending:amount_30d")
                        .path("computed_as")
                        .asText())
                .isEqualTo("sum(amount) over 30d");

        assertThat(newcomer.run(page.commands(2).getFirst()).results()).contains("3 online values are gone");
        assertThat(newcomer.fail("./tidemark purge customer_spending --confirm customer_spending"))
                .contains("Training set")
                .contains("could not be made again");
        assertThat(newcomer.run(page.commands(2).get(1)).results())
                .contains("Feature group 'customer_spending' is gone");
        assertThat(folder.resolve(".tidemark/warehouse/features/customer_spending"))
                .doesNotExist();
        assertThat(json(newcomer, "./tidemark runs").path("runs"))
                .extracting(run ->
                        run.path("kind").asText() + " " + run.path("subject").asText())
                .contains("purge customer_spending")
                .endsWith("import shop.invoices");
    }

    private static void type(Newcomer newcomer, String command) {
        try {
            Typed typed = newcomer.type(command);
            assertThat(typed.exitCode()).as("%s:%n%s", command, typed.text()).isZero();
            typed.assertWithoutLeftOvers();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(Newcomer newcomer, String command) throws Exception {
        return JSON.readTree(newcomer.run(command + " --json").results());
    }
}
