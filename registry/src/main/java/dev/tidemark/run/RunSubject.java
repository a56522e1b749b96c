package dev.tidemark.run;

import java.util.Objects;

/**
 * The subject of a run.
 *
 * @param name of a feature group or a table, or the output of a training set
 */
public record RunSubject(Kind kind, String name) {
    public RunSubject {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
    }

    /** The kinds of subjects. */
    public enum Kind {
        FEATURE_GROUP,
        TRAINING_SET,
        REQUEST_LOG,
        TABLE
    }

    public static RunSubject featureGroup(String name) {
        return new RunSubject(Kind.FEATURE_GROUP, name);
    }

    /** @param output the folder or table to which it is written */
    public static RunSubject trainingSet(String output) {
        return new RunSubject(Kind.TRAINING_SET, output);
    }

    /** @param name of a source table, with its namespace */
    public static RunSubject table(String name) {
        return new RunSubject(Kind.TABLE, name);
    }

    public static RunSubject requestLog() {
        return new RunSubject(Kind.REQUEST_LOG, "request log");
    }
}
