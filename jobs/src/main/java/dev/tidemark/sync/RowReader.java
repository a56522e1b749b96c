package dev.tidemark.sync;

import dev.tidemark.feature.ChangesToCome;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.time.Microseconds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Converts Spark rows in the order of {@link LatestRows} to feature rows; every column's type is resolved once. */
final class RowReader {
    private final Function<Object, Object>[] columns;
    private final int keys;

    RowReader(FeatureGroup group) {
        this.keys = group.entity().joinKeys().size();
        this.columns = columns(group);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Function<Object, Object>[] columns(FeatureGroup group) {
        Stream<FeatureType> keys = group.entity().joinKeys().stream().map(key -> key.type());
        Stream<FeatureType> timestamps = Stream.of(ScalarType.TIMESTAMP, ScalarType.TIMESTAMP);
        Stream<FeatureType> features = group.features().stream().map(feature -> feature.type());
        return Stream.concat(keys, Stream.concat(timestamps, features))
                .map(RowReader::reader)
                .toArray(Function[]::new);
    }

    private static Function<Object, Object> reader(FeatureType type) {
        return switch (type) {
            case ScalarType scalar -> scalar == ScalarType.TIMESTAMP ? RowReader::instant : Function.identity();
            case ListType(ScalarType element) -> {
                Function<Object, Object> item = reader(element);
                yield value -> list(value, item);
            }
        };
    }

    private static Instant instant(Object microseconds) {
        return Microseconds.toInstant((Long) microseconds);
    }

    private static List<@Nullable Object> list(Object value, Function<Object, Object> item) {
        List<@Nullable Object> items = new ArrayList<>();
        scala.collection.Iterator<?> source = ((scala.collection.Iterable<?>) value).iterator();
        while (source.hasNext()) {
            Object next = source.next();
            items.add(next == null ? null : item.apply(next));
        }
        return items;
    }

    /** Reads a row of {@link Retractions}, which has the columns of {@link LatestRows} first. */
    Replacement replacement(Row row) {
        StoredKey stored = new StoredKey(row.getAs(StoredColumns.KEY), row.<byte[]>getAs(StoredColumns.HEAD));
        return new Replacement(stored, row.isNullAt(keys) ? null : read(row));
    }

    FeatureRow read(Row row) {
        Object[] key = new Object[keys];
        for (int column = 0; column < keys; column++) {
            key[column] = columns[column].apply(row.get(column));
        }
        @Nullable Object[] values = new Object[columns.length - keys - 2];
        for (int feature = 0; feature < values.length; feature++) {
            int column = keys + 2 + feature;
            values[feature] = row.isNullAt(column) ? null : columns[column].apply(row.get(column));
        }
        return new FeatureRow(
                new EntityKey(List.of(key)),
                (Instant) columns[keys].apply(row.get(keys)),
                (Instant) columns[keys + 1].apply(row.get(keys + 1)),
                Arrays.asList(values),
                row.isNullAt(columns.length) ? null : ChangesToCome.of(row.getAs(columns.length)));
    }
}
