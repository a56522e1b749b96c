package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The table of docs/reference/errors.md has every code, who acts on it, and its HTTP status. */
final class TestErrorPage {
    private static final Path PAGE = Path.of(System.getProperty("tidemark.root"), "docs/reference/errors.md");
    private static final int COLUMNS = 5;

    @Test
    void everyCodeIsExplainedWithWhoActsAndItsStatus() throws IOException {
        List<List<String>> rows = rows();

        assertThat(rows.stream().map(row -> String.join(" | ", row.subList(0, 3))))
                .as("rows of %s", PAGE)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(TestErrorPage::row)
                        .toList());
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(COLUMNS).noneMatch(String::isBlank));
    }

    private static String row(ErrorCode code) {
        return "`%s` | %s | %d"
                .formatted(
                        code,
                        code.blame().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Failure.of(new FeatureStoreException(code, "")).status().code());
    }

    private static List<List<String>> rows() throws IOException {
        String table = Files.readString(PAGE).split("(?m)^## ")[1];
        return table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> List.of(line.replaceFirst("^\\| ", "").split(" \\|( |$)")))
                .toList();
    }
}
