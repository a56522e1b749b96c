package dev.tidemark.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals a line that can be skipped, because the start of the next line is known. */
final class BrokenLineException extends CsvException {
    private static final long serialVersionUID = 1;

    private final long line;
    private final String problem;
    private final transient List<@Nullable String> fields;

    BrokenLineException(long line, String problem, List<@Nullable String> fields) {
        super(line, problem);
        this.line = line;
        this.problem = problem;
        this.fields = fields;
    }

    long line() {
        return line;
    }

    String problem() {
        return problem;
    }

    List<@Nullable String> fields() {
        return fields;
    }
}
