package dev.tidemark.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a command: facts, tables and remarks, in the order in which they are added. */
public final class Report {
    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    /** Adds one value under a short name: a number, text, instant, duration or null. */
    public Report fact(String name, @Nullable Object value) {
        facts.put(name, value);
        return this;
    }

    /** Adds a table; its name is the JSON key and is not shown to people. */
    public Report table(String name, Table table) {
        tables.put(name, table);
        return this;
    }

    /** Adds a sentence that says what happened or what to do next. */
    public Report remark(String sentence) {
        remarks.add(sentence);
        return this;
    }

    /** Returns the lines for a person, with tables as wide as the terminal. */
    List<String> lines(int terminal) {
        List<String> lines = new ArrayList<>();
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((name, value) -> lines.add(name + " ".repeat(width - name.length() + 2) + Cell.text(value)));
        for (Table table : tables.values()) {
            if (table.isEmpty()) {
                continue;
            }
            separate(lines);
            lines.addAll(table.lines(terminal));
        }
        if (!remarks.isEmpty()) {
            separate(lines);
            lines.addAll(remarks);
        }
        return lines;
    }

    private static void separate(List<String> lines) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
    }

    Map<String, @Nullable Object> content() {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        facts.forEach((name, value) -> content.put(name.replace(' ', '_'), value));
        tables.forEach((name, table) -> content.put(name, table.records()));
        if (!remarks.isEmpty()) {
            content.put("remarks", remarks);
        }
        return content;
    }
}
