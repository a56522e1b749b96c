package dev.tidemark.offline;

import dev.tidemark.schema.FeatureSchema;
import dev.tidemark.time.Microseconds;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The span whose files a write replaces: its range, and the rest of the files that reach over the range's ends, because
 * Iceberg replaces whole files. A run that goes on where the last one ended finds no such file, and writes its own rows
 * alone.
 *
 * @param span no file has rows inside and outside
 * @param empty whether no file has rows inside
 */
record ReplacedSpan(TimeRange span, boolean empty) {

    /** The first and the last event time of a file, in microseconds. */
    private record Bounds(long first, long last) {
        boolean touches(long start, long end) {
            return first < end && last >= start;
        }
    }

    static ReplacedSpan of(Table table, TimeRange range) {
        TimeRange days = range.wholeDays();
        List<@Nullable Bounds> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> found =
                table.newScan().filter(rows(days)).includeColumnStats().planFiles()) {
            int column = table.schema().findField(FeatureSchema.EVENT_TIMESTAMP).fieldId();
            found.forEach(task -> files.add(bounds(task.file(), column)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.contains(null) ? new ReplacedSpan(days, false) : closed(range, files);
    }

    private static ReplacedSpan closed(TimeRange range, List<@Nullable Bounds> files) {
        long start = Microseconds.of(range.start());
        long end = Microseconds.of(range.end());
        boolean empty = true;
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Bounds file : files) {
                if (file != null && file.touches(start, end)) {
                    empty = false;
                    grown |= file.first() < start || file.last() >= end;
                    start = Math.min(start, file.first());
                    end = Math.max(end, file.last() + 1);
                }
            }
        }
        return new ReplacedSpan(new TimeRange(Microseconds.toInstant(start), Microseconds.toInstant(end)), empty);
    }

    /** Returns null for a file without statistics. */
    private static @Nullable Bounds bounds(DataFile file, int column) {
        Long first = instant(file.lowerBounds(), column);
        Long last = instant(file.upperBounds(), column);
        return first == null || last == null ? null : new Bounds(first, last);
    }

    private static @Nullable Long instant(@Nullable Map<Integer, ByteBuffer> bounds, int column) {
        ByteBuffer bytes = bounds == null ? null : bounds.get(column);
        return bytes == null ? null : (Long) Conversions.fromByteBuffer(Types.TimestampType.withZone(), bytes);
    }

    /** The rows of the span, for Iceberg. */
    Expression rows() {
        return rows(span);
    }

    private static Expression rows(TimeRange range) {
        return Expressions.and(
                Expressions.greaterThanOrEqual(FeatureSchema.EVENT_TIMESTAMP, Microseconds.of(range.start())),
                Expressions.lessThan(FeatureSchema.EVENT_TIMESTAMP, Microseconds.of(range.end())));
    }
}
