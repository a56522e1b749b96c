package dev.tidemark.feature;

import java.util.List;

/** Collects what is wrong with a definition, so that one edit can mend it all. */
final class Problems {
    private Problems() {}

    static void requireText(String subject, String field, String text, List<String> problems) {
        if (text.isBlank()) {
            problems.add("%s, field '%s': is empty; say what it is in one sentence".formatted(subject, field));
        }
    }

    static void throwIfAny(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
    }
}
