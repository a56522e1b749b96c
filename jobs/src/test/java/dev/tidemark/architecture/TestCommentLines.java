package dev.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formatter wraps code and leaves comments as they are: they are held to the same width here. */
final class TestCommentLines {
    private static final int MOST = 120;
    private static final Pattern COMMENT = Pattern.compile("\\s*(\\*|/\\*|// ).*");

    @TempDir
    Path folder;

    @Test
    void aCommentHasAtMost120Columns() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(System.getProperty("tidemark.root")))) {
            for (Path module : modules.toList()) {
                tooLong.addAll(tooLong(module.resolve("src")));
            }
        }

        assertThat(tooLong).as("comments of more than %d columns", MOST).isEmpty();
    }

    @Test
    void aLongerCommentIsFoundAndALongTextIsNone() throws IOException {
        String words = "x".repeat(MOST);
        Files.writeString(
                folder.resolve("Found.java"), "/** Short. */\nclass Found {\n    // %s\n}\n".formatted(words));
        Files.writeString(folder.resolve("Text.java"), "class Text {\n    String text = \"%s\";\n}\n".formatted(words));

        assertThat(tooLong(folder)).containsExactly("Found.java:3");
    }

    private static List<String> tooLong(Path sources) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(sources)) {
            try (Stream<Path> all = Files.walk(sources)) {
                for (Path file :
                        all.filter(path -> path.toString().endsWith(".java")).toList()) {
                    List<String> lines = Files.readAllLines(file);
                    for (int number = 1; number <= lines.size(); number++) {
                        String line = lines.get(number - 1);
                        if (line.length() > MOST && COMMENT.matcher(line).matches()) {
                            found.add(file.getFileName() + ":" + number);
                        }
                    }
                }
            }
        }
        return found;
    }
}
