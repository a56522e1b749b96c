package dev.tidemark.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rows of a source as a table in a test. */
final class TableText {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.\\d*|\\.?\\d+)([eE][+-]?\\d+)?|NaN");
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}.*)?");

    private TableText() {}

    static List<SourceRow> rows(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("Invalid table: expected a line with the names of columns");
        }
        List<String> names = cells(lines.getFirst());
        List<SourceRow> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            if (cells.size() != names.size()) {
                throw new IllegalArgumentException("Invalid line '%s' of a table: expected %d value(s), got %d"
                        .formatted(line, names.size(), cells.size()));
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int position = 0; position < names.size(); position++) {
                values.put(names.get(position), value(cells.get(position)));
            }
            rows.add(new SourceRow(values, null, null));
        }
        return rows;
    }

    /** Bars at both ends are decoration. */
    private static List<String> cells(String line) {
        String inner = line.startsWith("|") ? line.replaceAll("^\\||\\|$", "") : line;
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }

    private static @Nullable Object value(String cell) {
        if (cell.equals("null") || cell.isEmpty()) {
            return null;
        }
        if (cell.equals("true") || cell.equals("false")) {
            return Boolean.valueOf(cell);
        }
        if (WHOLE.matcher(cell).matches()) {
            return Long.valueOf(cell);
        }
        if (NUMBER.matcher(cell).matches()) {
            return Double.valueOf(cell);
        }
        if (INSTANT.matcher(cell).matches()) {
            return Values.instant(cell);
        }
        return cell.length() > 1 && cell.startsWith("'") && cell.endsWith("'")
                ? cell.substring(1, cell.length() - 1)
                : cell;
    }
}
