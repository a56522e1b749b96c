package dev.tidemark.sync;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.unhex;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.online.ValueHead;
import dev.tidemark.schema.Columns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Computes keys and heads of stored values in Spark, from columns in the form of {@link LatestRows}. */
final class StoredColumns {
    /** A feature's name cannot contain double underscores. */
    static final String KEY = "stored__key";

    static final String HEAD = "stored__head";

    private StoredColumns() {}

    /** Computes the join keys' text by {@link dev.tidemark.online.KeyFormat}. */
    static Column key(FeatureGroup group) {
        Column[] parts =
                group.entity().joinKeys().stream().map(StoredColumns::part).toArray(Column[]::new);
        return concat(lit(group.name() + ":"), concat_ws(":", parts)).as(KEY);
    }

    private static Column part(JoinKey key) {
        Column text = Columns.named(key.name()).cast("string");
        if (key.type() != ScalarType.STRING) {
            return text;
        }
        Column escaped = functions.replace(text, lit("%"), lit("%25"));
        escaped = functions.replace(escaped, lit(":"), lit("%3A"));
        escaped = functions.replace(escaped, lit("{"), lit("%7B"));
        return functions.replace(escaped, lit("}"), lit("%7D"));
    }

    /** Computes the bytes of a {@link ValueHead} from two columns of microseconds. */
    static Column head(Column eventTimestamp, Column writtenAt) {
        return concat(
                        lit(ValueHead.beforeEventTimestamp()),
                        bigEndian(eventTimestamp),
                        lit(ValueHead.beforeWrittenAt()),
                        bigEndian(writtenAt))
                .as(HEAD);
    }

    private static Column bigEndian(Column number) {
        return unhex(lpad(hex(number), 16, "0"));
    }
}
