package dev.tidemark.files;

import org.apache.spark.sql.types.DataType;

/**
 * A column of an imported file.
 *
 * @param name in the table
 * @param type in the table
 * @param reason why it has this type
 */
public record ImportedColumn(String name, DataType type, Reason reason) {
    /** The origin of a column's type. */
    public enum Reason {
        /** All values of the file have the type. */
        VALUES("its values"),
        /** The file declares the type. */
        FILE("the file"),
        /** The existing table has the type. */
        TABLE("the table"),
        /** The caller declares the type. */
        CALLER("--types");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
