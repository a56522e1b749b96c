package dev.tidemark.readme;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page whose running text is wrapped. Listings, tables, headings, pictures and what a benchmark has written stay as
 * they are.
 */
final class WrappedText {
    static final int COLUMNS = 100;

    private static final Pattern ITEM = Pattern.compile("(\\s*(?:[-*+]|\\d+[.)])\\s+)(.*)");
    private static final Pattern INDENT = Pattern.compile("(\\s*)(.*)");
    private static final Pattern AS_IT_IS = Pattern.compile("\\s*|\\s*([|#<]|!\\[).*");

    /** A word, or several in one piece of code, which a break would tear. */
    private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|[^ `])+");

    /** What would begin a list, a heading or a table at the start of a line. */
    private static final Pattern SIGN = Pattern.compile("[#>|].*|[-*+]|\\d+[.)]|```.*|<!--.*");

    private final List<String> lines = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();
    private String first = "";
    private String rest = "";

    private WrappedText() {}

    static String of(String page) {
        return new WrappedText().wrap(page);
    }

    private String wrap(String page) {
        String end = "";
        for (String line : page.split("\n", -1)) {
            if (!end.isEmpty()) {
                lines.add(line);
                end = line.startsWith(end) ? "" : end;
            } else if (line.startsWith("```") || line.startsWith("<!-- measured")) {
                finish();
                lines.add(line);
                end = line.startsWith("```") ? "```" : "<!-- end";
            } else if (AS_IT_IS.matcher(line).matches()) {
                finish();
                lines.add(line);
            } else {
                add(line);
            }
        }
        finish();
        return String.join("\n", lines);
    }

    private void add(String line) {
        Matcher item = ITEM.matcher(line);
        if (item.matches()) {
            finish();
            begin(item, " ".repeat(item.end(1)));
        } else if (paragraph.isEmpty()) {
            Matcher indented = INDENT.matcher(line);
            if (indented.matches()) {
                begin(indented, indented.group(1));
            }
        } else {
            paragraph.append(' ').append(line.strip());
        }
    }

    private void begin(MatchResult line, String indentOfMore) {
        first = line.group(1);
        rest = indentOfMore;
        paragraph.append(line.group(2).strip());
    }

    private void finish() {
        StringBuilder line = new StringBuilder(first);
        String space = "";
        for (MatchResult found : WORD.matcher(paragraph).results().toList()) {
            String word = space + found.group();
            if (!space.isEmpty() && line.length() + word.length() > COLUMNS) {
                // A sign that may not begin a line takes the word before it along.
                int cut = SIGN.matcher(found.group()).matches() ? line.lastIndexOf(" ") : line.length();
                String carried = line.substring(cut).strip();
                lines.add(line.substring(0, cut));
                line = new StringBuilder(rest).append(carried);
                word = carried.isEmpty() ? found.group() : word;
            }
            line.append(word);
            space = " ";
        }
        if (!paragraph.isEmpty()) {
            lines.add(line.toString());
        }
        paragraph.setLength(0);
    }
}
