package dev.tidemark.conf;

import java.util.Comparator;
import java.util.Set;

/**
 * Finds the known name that is most similar to a wrong one. This module depends on no other module, so it cannot use
 * the search of the definitions.
 */
final class NearestName {
    private NearestName() {}

    static String of(String wanted, Set<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(key -> distance(wanted, key))
                        .thenComparing(key -> key))
                .orElseThrow();
    }

    /** The Levenshtein distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= left.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[right.length()];
    }
}
