package dev.tidemark.feature;

import java.util.List;

/** Collects everything that is wrong with a definition, so that the user can correct it in one edit. */
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
