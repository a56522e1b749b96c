package dev.tidemark.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows under named columns, shown aligned. If a line would be wider than the terminal, optional columns are dropped,
 * and then the widest texts continue in a second line: nothing is cut.
 */
public final class Table {
    /** The width for output to programs or files. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private static final int NARROWEST = 12;
    private static final String GAP = "  ";

    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private List<String> leftOut = List.of();

    private Table(List<String> columns) {
        this.columns = columns;
    }

    public static Table of(String... columns) {
        return new Table(List.of(columns));
    }

    /** Adds a row of numbers, texts, instants, durations or nulls, one for each column. */
    public Table row(@Nullable Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%d cells for the columns %s".formatted(cells.length, columns));
        }
        List<@Nullable Object> row = new ArrayList<>();
        Collections.addAll(row, cells);
        rows.add(Collections.unmodifiableList(row));
        return this;
    }

    /**
     * Names columns that are dropped if the terminal is too narrow for all, the least important first. JSON includes
     * them.
     */
    public Table leaveOutFirst(String... least) {
        leftOut = List.of(least);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The rows as maps from column to value, for JSON. */
    List<Map<String, @Nullable Object>> records() {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                values.put(columns.get(column).replace(' ', '_'), row.get(column));
            }
            records.add(values);
        }
        return records;
    }

    /** Returns the lines for a person; a column without a single value is dropped. */
    List<String> lines(int terminal) {
        Table table = only(column -> rows.stream().anyMatch(row -> !"".equals(row.get(column))));
        for (String least : leftOut) {
            if (total(table.naturalWidths()) > terminal) {
                List<String> names = table.columns;
                table = table.only(column -> !names.get(column).equals(least));
            }
        }
        return table.allLines(terminal);
    }

    private Table only(IntPredicate kept) {
        int[] indexes = IntStream.range(0, columns.size()).filter(kept).toArray();
        Table table = new Table(Arrays.stream(indexes).mapToObj(columns::get).toList());
        for (List<@Nullable Object> row : rows) {
            table.row(Arrays.stream(indexes).mapToObj(row::get).toArray());
        }
        return table;
    }

    private List<String> allLines(int terminal) {
        int[] widths = naturalWidths();
        narrow(widths, terminal);
        List<String> lines = new ArrayList<>(lines(columns, widths));
        for (List<@Nullable Object> row : rows) {
            lines.addAll(lines(row, widths));
        }
        return lines;
    }

    private int[] naturalWidths() {
        int[] widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = columns.get(column).length();
            for (List<@Nullable Object> row : rows) {
                widths[column] =
                        Math.max(widths[column], Cell.text(row.get(column)).length());
            }
        }
        return widths;
    }

    private static int total(int[] widths) {
        return GAP.length() * (widths.length - 1) + Arrays.stream(widths).sum();
    }

    private void narrow(int[] widths, int terminal) {
        int total = total(widths);
        while (total > terminal) {
            int widest = -1;
            for (int column = 0; column < widths.length; column++) {
                boolean wider = widest < 0 || widths[column] > widths[widest];
                widest = wider && mayBeBroken(column) ? column : widest;
            }
            if (widest < 0 || widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            total--;
        }
    }

    private boolean mayBeBroken(int column) {
        return rows.stream().noneMatch(row -> Cell.mustBeWhole(row.get(column)));
    }

    /** Formats one row, in as many lines as its longest cell needs. */
    private List<String> lines(List<? extends @Nullable Object> cells, int[] widths) {
        List<List<String>> broken = new ArrayList<>();
        int height = 1;
        for (int column = 0; column < widths.length; column++) {
            List<String> parts = Wrapping.lines(Cell.text(cells.get(column)), widths[column]);
            broken.add(parts);
            height = Math.max(height, parts.size());
        }
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                List<String> parts = broken.get(column);
                String part = line < parts.size() ? parts.get(line) : "";
                String padding = " ".repeat(Math.max(0, widths[column] - part.length()));
                text.append(column == 0 ? "" : GAP).append(standsRight(column) ? padding + part : part + padding);
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    /** Returns true for a column of numbers, which is aligned to the right with its heading. */
    private boolean standsRight(int column) {
        return rows.stream().anyMatch(row -> Cell.standsRight(row.get(column)));
    }
}
