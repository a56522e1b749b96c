package dev.tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands among the examples of a help text, taken apart as a shell does. */
final class ShellWords {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private ShellWords() {}

    /** The words behind {@code tidemark} of each example; lines that end with a backslash go on. */
    static List<String[]> ofExamples(String... footer) {
        List<String[]> commands = new ArrayList<>();
        for (String line : String.join("\n", footer).replaceAll("\\\\\n", " ").split("\n")) {
            String plain = line.strip().replaceAll("\\s[#>|].*$", "");
            if (plain.startsWith("tidemark ")) {
                commands.add(of(plain.substring("tidemark ".length())));
            }
        }
        return commands;
    }

    private static String[] of(String text) {
        Matcher matcher = WORD.matcher(text);
        List<String> words = new ArrayList<>();
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }
}
