package dev.tidemark.schema;

import static org.apache.spark.sql.functions.col;

import java.util.Locale;
import org.apache.spark.sql.Column;

/** Refers to columns by name, whatever characters the name contains. */
public final class Columns {
    private Columns() {}

    /** Quotes a name for SQL: dots, blanks and backticks are part of it. */
    public static String quoted(String name) {
        return "`%s`".formatted(name.replace("`", "``"));
    }

    /** Returns the column of a name. */
    public static Column named(String name) {
        return col(quoted(name));
    }

    /** Folds case as Spark, Parquet readers and Iceberg do: two names that they treat as one become equal. */
    public static String caseless(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
