package dev.tidemark.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options for reading a source that do not follow from its columns.
 *
 * @param timestampUnit in which the timestamp column counts, null if it holds instants
 * @param createdUnit in which the created column counts, null if it holds instants
 * @param namesByColumn the definition's names of renamed columns, by their names in the source
 * @param computed SQL expressions over the source's columns, by the names of the columns that they make
 * @param glob whether the path is a pattern, not a literal name
 * @param rejectFolder the folder for the broken lines of CSV files, null if a broken line stops the run
 */
public record ReadOptions(
        @Nullable EpochUnit timestampUnit,
        @Nullable EpochUnit createdUnit,
        Map<String, String> namesByColumn,
        Map<String, String> computed,
        boolean glob,
        @Nullable String rejectFolder) {
    /** Columns that hold instants, each under its own name; a literal path; no broken lines. */
    public static final ReadOptions PLAIN = new ReadOptions(null, null, Map.of(), Map.of(), false, null);

    public ReadOptions {
        namesByColumn = Collections.unmodifiableMap(new LinkedHashMap<>(namesByColumn));
        computed = Collections.unmodifiableMap(new LinkedHashMap<>(computed));
    }

    ReadOptions timestampUnit(@Nullable EpochUnit unit) {
        return new ReadOptions(unit, createdUnit, namesByColumn, computed, glob, rejectFolder);
    }

    ReadOptions createdUnit(@Nullable EpochUnit unit) {
        return new ReadOptions(timestampUnit, unit, namesByColumn, computed, glob, rejectFolder);
    }

    ReadOptions mapped(String column, String newName) {
        Map<String, String> more = new LinkedHashMap<>(namesByColumn);
        more.put(column, newName);
        return new ReadOptions(timestampUnit, createdUnit, more, computed, glob, rejectFolder);
    }

    ReadOptions computed(String newName, String expression) {
        Map<String, String> more = new LinkedHashMap<>(computed);
        more.put(newName, expression);
        return new ReadOptions(timestampUnit, createdUnit, namesByColumn, more, glob, rejectFolder);
    }

    ReadOptions globbed() {
        return new ReadOptions(timestampUnit, createdUnit, namesByColumn, computed, true, rejectFolder);
    }

    ReadOptions rejectFolder(String folder) {
        return new ReadOptions(timestampUnit, createdUnit, namesByColumn, computed, glob, folder);
    }

    /** Returns the definition's name for a column of the source. */
    public String nameOf(String column) {
        return namesByColumn.getOrDefault(column, column);
    }
}
