package dev.tidemark.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person sees of a command's raw output: as much of a terminal as is needed for lines that are drawn again. */
public final class Screen {
    private static final Pattern CONTROL = Pattern.compile("\u001b\\[([?\\d;]*)([A-Za-z])");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int width;
    private int row;
    private int column;
    private boolean wraps = true;

    public Screen(int width) {
        this.width = width;
    }

    /** Writes what a process has sent. */
    public Screen write(String output) {
        Matcher control = CONTROL.matcher(output);
        int position = 0;
        while (position < output.length()) {
            if (output.charAt(position) == '\u001b' && control.find(position) && control.start() == position) {
                control(control.group(1), control.group(2));
                position = control.end();
            } else {
                write(output.charAt(position));
                position++;
            }
        }
        return this;
    }

    /** A person makes the window wider or narrower; lines that are there stay as they are. */
    Screen resize(int to) {
        width = to;
        column = Math.min(column, width);
        return this;
    }

    private void write(char character) {
        switch (character) {
            case '\r' -> column = 0;
            case '\n' -> goDown();
            default -> put(character);
        }
    }

    private void goDown() {
        row++;
        column = 0;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
    }

    private void put(char character) {
        if (column >= width) {
            if (!wraps) {
                column = width - 1;
            } else {
                goDown();
            }
        }
        StringBuilder line = lines.get(row);
        line.append(" ".repeat(Math.max(0, column + 1 - line.length())));
        line.setCharAt(column, character);
        column++;
    }

    private void control(String parameters, String command) {
        if (command.equals("m")) {
            // A colour takes no place.
            return;
        }
        switch (parameters + command) {
            case "2K" -> lines.get(row).setLength(0);
            case "?7l" -> wraps = false;
            case "?7h" -> wraps = true;
            default -> throw new AssertionError("not known: " + parameters + command);
        }
    }

    /** All lines, without the spaces at their ends. */
    public List<String> lines() {
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }
}
