package dev.tidemark.sync.changes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * Lists a table's files by their content: a file with other deletes is another file. Planned in the driver; the
 * executors read them.
 */
final class TableFiles {
    private final Table table;
    private @Nullable Map<String, FileScanTask> current;

    TableFiles(Table table) {
        this.table = table;
    }

    Table table() {
        return table;
    }

    /** Returns the files of the current snapshot. */
    Map<String, FileScanTask> current() {
        if (current == null) {
            current = of(table.currentSnapshot().snapshotId());
        }
        return current;
    }

    Map<String, FileScanTask> of(long snapshotId) {
        Map<String, FileScanTask> files = new LinkedHashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            tasks.forEach(task -> files.put(identity(task), task));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
        }
        return files;
    }

    /** Returns true if the current snapshot has a file without any deletes. */
    boolean isWhole(DataFile file) {
        return current().containsKey(file.location());
    }

    /** Returns a file with all rows that were ever in it. */
    FileScanTask whole(DataFile file) {
        return new BaseFileScanTask(
                file,
                new DeleteFile[0],
                SchemaParser.toJson(table.schema()),
                PartitionSpecParser.toJson(spec(table, file)),
                ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
    }

    static PartitionSpec spec(Table table, DataFile file) {
        return Objects.requireNonNull(table.specs().get(file.specId()), "A table knows the specs of its files");
    }

    private static String identity(FileScanTask task) {
        List<String> parts = new ArrayList<>();
        parts.add(task.file().location());
        parts.addAll(task.deletes().stream().map(TableFiles::identity).sorted().toList());
        return parts.stream().collect(Collectors.joining("\n"));
    }

    /** Deletion vectors share a file; their offset in it distinguishes them. */
    private static String identity(DeleteFile deletes) {
        return deletes.location() + "@" + deletes.contentOffset();
    }
}
