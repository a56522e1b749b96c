package dev.tidemark.terminal;

import java.util.ArrayList;
import java.util.List;

/** Texts in lines of some width, broken where a reader expects it. */
final class Wrapping {
    /** A break after these loses nothing; a space goes with the break. */
    private static final String AFTER = ",;:/_-.=";

    private Wrapping() {}

    /** All of the text; its own line ends become spaces. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        String left = text.replaceAll("\\R", " ");
        while (left.length() > width) {
            int end = end(left, width);
            lines.add(left.substring(0, end).stripTrailing());
            left = left.substring(end).stripLeading();
        }
        lines.add(left);
        return lines;
    }

    /** Breaks at a space, else after a separator, past the first third of the line; else where the line ends. */
    private static int end(String text, int width) {
        int space = text.lastIndexOf(' ', width);
        if (space >= width / 3) {
            return space;
        }
        for (int last = width - 1; last >= width / 3; last--) {
            if (AFTER.indexOf(text.charAt(last)) >= 0) {
                return last + 1;
            }
        }
        return width;
    }
}
