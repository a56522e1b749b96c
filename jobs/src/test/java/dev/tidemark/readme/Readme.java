package dev.tidemark.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README, taken apart into what a newcomer would copy from it. */
record Readme(String text) {
    private static final Pattern BLOCK = Pattern.compile("```(sh|java)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

    static Readme read(Path root) {
        try {
            return new Readme(Files.readString(root.resolve("README.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands of one block, in order, without their remarks. */
    List<String> commands(int block) {
        return blocks("sh")
                .get(block)
                .lines()
                .map(line -> line.replaceAll("\\s+#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    int commandBlocks() {
        return blocks("sh").size();
    }

    /** The only Java example. */
    String example() {
        return blocks("java").getFirst();
    }

    List<String> links() {
        return LINK.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }
}
