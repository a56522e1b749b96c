package dev.tidemark.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows under named columns, shown aligned in at most {@value #WIDTH} characters a line. */
public final class Table {
    /** The widest line; the widest text columns give way first. */
    public static final int WIDTH = 100;

    private static final int NARROWEST = 12;
    private static final String GAP = "  ";

    private final List<String> columns;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    private Table(List<String> columns) {
        this.columns = columns;
    }

    public static Table of(String... columns) {
        return new Table(List.of(columns));
    }

    /** Adds a row of numbers, texts, instants, durations or nulls, as many as there are columns. */
    public Table row(@Nullable Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("%d cells for the columns %s".formatted(cells.length, columns));
        }
        List<@Nullable Object> row = new ArrayList<>();
        Collections.addAll(row, cells);
        rows.add(Collections.unmodifiableList(row));
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

    /** The lines for a person; a column without a single value is left out. */
    List<String> lines() {
        return withoutEmptyColumns().allLines();
    }

    private Table withoutEmptyColumns() {
        List<Integer> kept = IntStream.range(0, columns.size())
                .filter(column -> rows.stream().anyMatch(row -> !"".equals(row.get(column))))
                .boxed()
                .toList();
        Table table = new Table(kept.stream().map(columns::get).toList());
        for (List<@Nullable Object> row : rows) {
            table.row(kept.stream().map(row::get).toArray());
        }
        return table;
    }

    private List<String> allLines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        lines.add(line(columns, widths));
        for (List<@Nullable Object> row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = columns.get(column).length();
            for (List<@Nullable Object> row : rows) {
                widths[column] =
                        Math.max(widths[column], Cell.text(row.get(column)).length());
            }
        }
        narrow(widths);
        return widths;
    }

    private void narrow(int[] widths) {
        int total = GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        while (total > WIDTH) {
            int widest = -1;
            for (int column = 0; column < widths.length; column++) {
                boolean wider = widest < 0 || widths[column] > widths[widest];
                widest = wider && mayBeCut(column) ? column : widest;
            }
            if (widest < 0 || widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            total--;
        }
    }

    private boolean mayBeCut(int column) {
        return rows.stream().noneMatch(row -> Cell.mustBeWhole(row.get(column)));
    }

    private String line(List<? extends @Nullable Object> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String text = cut(Cell.text(cells.get(column)), widths[column]);
            String padding = " ".repeat(widths[column] - text.length());
            line.append(column == 0 ? "" : GAP).append(standsRight(column) ? padding + text : text + padding);
        }
        return line.toString().stripTrailing();
    }

    /** A column of numbers stands right, its heading too. */
    private boolean standsRight(int column) {
        return rows.stream().anyMatch(row -> Cell.standsRight(row.get(column)));
    }

    private static String cut(String text, int width) {
        String line = text.replace('\n', ' ');
        return line.length() <= width ? line : line.substring(0, width - 3) + "...";
    }
}
