package dev.tidemark.feature;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the names that a mistyped one may have meant. */
public final class NearestNames {
    private static final int MOST = 3;

    /** A longer text is not a typing error, and comparing it would cost the server far more than its sender. */
    private static final int LONGEST = 128;

    private NearestNames() {}

    /** Returns up to three names, nearest first, that differ from the wanted one in less than half of its letters. */
    public static List<String> of(String wanted, Collection<String> known) {
        if (wanted.length() > LONGEST) {
            return List.of();
        }
        return known.stream()
                .filter(name -> distance(wanted, name) <= Math.max(2, wanted.length() / 2) || name.contains(wanted))
                .sorted(Comparator.<String>comparingInt(name -> distance(wanted, name))
                        .thenComparing(name -> name))
                .limit(MOST)
                .toList();
    }

    /** Returns the end of an error message: the nearest names, or all known names if none is near. */
    public static String sentence(String wanted, Collection<String> known) {
        List<String> nearest = of(wanted, known);
        if (!nearest.isEmpty()) {
            return "did you mean " + String.join(" or ", nearest) + "?";
        }
        if (known.isEmpty()) {
            return "there is none yet";
        }
        List<String> some = known.stream().sorted().limit(10).toList();
        return "known: " + String.join(", ", some) + (known.size() > some.size() ? ", ..." : "");
    }

    /** The Levenshtein distance: insertions, deletions and replacements of letters. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int replaced = previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(previous[column], current[column - 1]));
            }
            int[] spare = previous;
            previous = current;
            current = spare;
        }
        return previous[right.length()];
    }
}
