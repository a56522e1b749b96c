package dev.tidemark.terminal;

import java.util.ArrayList;
import java.util.List;

/** Wraps texts to a width, at places where a reader expects a break. */
final class Wrapping {
    /** Characters after which a line may break. */
    private static final String AFTER = ",;:/_-.=";

    private Wrapping() {}

    /** Returns all of the text; its line breaks become spaces. */
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

    /** Breaks at a space, else after a separator, if it is past the first third of the line; else at the width. */
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
