package dev.tidemark.sync;

import dev.tidemark.online.StoredKey;
import dev.tidemark.online.ValueHead;
import dev.tidemark.sync.destination.ExecutorStores;
import dev.tidemark.sync.destination.OnlineTarget;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** Reads the values that the online store holds of a group, on the executors: one task per part of the store. */
final class StoreScan implements FlatMapFunction<String, Row> {
    static final String EVENT = "stored__event";
    static final String CREATED = "stored__created";
    private static final StructType COLUMNS = new StructType()
            .add(StoredColumns.KEY, DataTypes.StringType)
            .add(StoredColumns.HEAD, DataTypes.BinaryType)
            .add(EVENT, DataTypes.LongType)
            .add(CREATED, DataTypes.LongType);

    /** The head of a value in an unknown format. It is newer than every row, so the value is replaced. */
    private static final ValueHead UNREADABLE = new ValueHead(Long.MAX_VALUE, Long.MAX_VALUE);

    private final OnlineTarget target;
    private final String featureGroup;

    private StoreScan(OnlineTarget target, String featureGroup) {
        this.target = target;
        this.featureGroup = featureGroup;
    }

    /**
     * Reads all values that the store holds now, exactly once. If an executor with a part of the result is lost, the
     * sync fails: a second scan could find values that are younger than the rows with which they are compared.
     */
    static Dataset<Row> of(SparkSession spark, OnlineTarget target, String featureGroup) {
        List<String> parts = ExecutorStores.of(target).parts();
        return spark.createDataset(parts, Encoders.STRING())
                .repartition(parts.size())
                .flatMap(new StoreScan(target, featureGroup), Encoders.row(COLUMNS))
                .dropDuplicates(StoredColumns.KEY, StoredColumns.HEAD)
                .localCheckpoint(/* eager= */ true, StorageLevel.MEMORY_AND_DISK());
    }

    @Override
    public Iterator<Row> call(String part) {
        Iterator<List<StoredKey>> batches = ExecutorStores.of(target).stored(featureGroup, part);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED), false)
                .flatMap(List::stream)
                .map(StoreScan::row)
                .iterator();
    }

    private static Row row(StoredKey stored) {
        ValueHead head = ValueHead.read(stored.head()).orElse(UNREADABLE);
        return RowFactory.create(stored.key(), stored.head(), head.eventTimestamp(), head.writtenAt());
    }
}
