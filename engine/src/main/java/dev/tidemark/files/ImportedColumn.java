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
    /** Who says the type. */
    public enum Reason {
        /** All values of the file have it. */
        VALUES("its values"),
        /** The file itself says it. */
        FILE("the file"),
        /** The table has it already. */
        TABLE("the table"),
        /** The caller. */
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
