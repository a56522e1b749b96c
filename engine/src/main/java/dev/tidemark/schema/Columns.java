package dev.tidemark.schema;

import static org.apache.spark.sql.functions.col;

import java.util.Locale;
import org.apache.spark.sql.Column;

/** Columns by their names, whatever characters the names consist of. */
public final class Columns {
    private Columns() {}

    /** A name as SQL takes it: dots, blanks and backticks are part of it. */
    public static String quoted(String name) {
        return "`%s`".formatted(name.replace("`", "``"));
    }

    /** The column of a name. */
    public static Column named(String name) {
        return col(quoted(name));
    }

    /**
     * Spark, Parquet readers and Iceberg do not tell names apart by case: two names that are one for them are equal
     * here.
     */
    public static String caseless(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
