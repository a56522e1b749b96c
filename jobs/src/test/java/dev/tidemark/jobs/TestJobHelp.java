package dev.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestJobHelp {
    @ParameterizedTest
    @CsvSource({
        "ApplyJob, --help, tidemark apply",
        "MaterializeJob, -h, tidemark materialize",
        "IngestJob, --help, tidemark ingest",
        "TrainingSetJob, --help, tidemark training-set",
        "SyncJob, -h, tidemark sync",
        "StreamJob, --help, tidemark stream",
        "CommandJob, --help, tidemark [OPTIONS] COMMAND",
        "CommandJob, help, tidemark [OPTIONS] COMMAND",
    })
    void everyMainClassShowsTheHelpOfItsCommand(String mainClass, String word, String synopsis) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Class.forName("dev.tidemark.jobs." + mainClass)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {word});
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: " + synopsis)
                .contains("\nExamples:\n");
    }
}
