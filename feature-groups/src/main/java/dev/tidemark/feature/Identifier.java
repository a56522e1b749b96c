package dev.tidemark.feature;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The form of every name: lower-case letters, digits and single underscores, starting with a letter. */
public final class Identifier {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final int LONGEST = 64;
    /** Columns that every feature table has besides keys and features. */
    private static final Set<String> RESERVED =
            Set.of(FeatureRow.EVENT_TIMESTAMP, FeatureRow.CREATED_AT, FeatureRow.CHANGES_TO_COME);

    private Identifier() {}

    /**
     * Returns true if a text is an identifier. Double underscores are reserved for full names: {@code group__feature}.
     */
    public static boolean isValid(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }

    static void check(String subject, String field, String text, List<String> problems) {
        if (!isValid(text)) {
            problems.add(
                    ("%s, field '%s': invalid identifier '%s': expected lower-case letters, digits and single underscores,"
                                    + " starting with a letter, at most %d characters")
                            .formatted(subject, field, text, LONGEST));
        } else if (RESERVED.contains(text)) {
            problems.add(
                    "%s, field '%s': '%s' is reserved; every feature table has it".formatted(subject, field, text));
        }
    }
}
