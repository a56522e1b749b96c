package dev.tidemark.stream;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that hold a record that could not be used and the reason; they are null in feature rows. */
public final class DeadLetter {
    /** The reason; null for an event that can be used. */
    public static final String REASON = "dead__reason";

    static final String TOPIC = "dead__topic";
    static final String PARTITION = "dead__partition";
    static final String OFFSET = "dead__offset";
    static final String RAW = "dead__raw";

    /** The greatest number of bytes that are kept of a record. */
    static final int LONGEST = 16_384;

    /** The start of the reason of a late event. */
    public static final String LATE = "later than stream.lateness";

    static final StructType COLUMNS = new StructType(new StructField[] {
        DataTypes.createStructField(REASON, DataTypes.StringType, true),
        DataTypes.createStructField(TOPIC, DataTypes.StringType, true),
        DataTypes.createStructField(PARTITION, DataTypes.IntegerType, true),
        DataTypes.createStructField(OFFSET, DataTypes.LongType, true),
        DataTypes.createStructField(RAW, DataTypes.BinaryType, true)
    });

    private DeadLetter() {}

    static List<String> names() {
        return List.of(COLUMNS.fieldNames());
    }
}
