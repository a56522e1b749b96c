package dev.tidemark.parquet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Distinct words, numbered in order of first appearance. A hash table with open addressing and linear probing, which
 * grows with its content.
 */
final class WordDictionary {
    private static final int SMALLEST = 1 << 8;
    /**
     * The golden ratio's multiplier, which spreads neighbouring words: D. Knuth, The Art of Computer Programming 3,
     * 6.4.
     */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final int most;
    private long[] words = new long[SMALLEST / 2];
    private int[] places = new int[SMALLEST];
    private int[] numbers = new int[0];
    private int size;
    private boolean open;

    /**
     * Creates an empty dictionary.
     *
     * @param most the greatest number of words; a dictionary of none is closed
     */
    WordDictionary(int most) {
        this.most = most;
        this.open = most > 0;
    }

    /** Returns true if the dictionary still gives numbers. */
    boolean isOpen() {
        return open;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Returns an array that begins with the words in order; its remaining elements have no meaning. */
    long[] words() {
        return words;
    }

    /**
     * Returns the numbers of some words; new words are added.
     *
     * @param mostNow the greatest number of words after this call
     * @return valid until the next call; null if the words are too many, which closes the dictionary with the words
     *     that it had before
     */
    int @Nullable [] numbers(long[] of, int count, int mostNow) {
        int limit = Math.min(most, mostNow);
        int before = size;
        if (numbers.length < count) {
            numbers = new int[of.length];
        }
        for (int at = 0; at < count; at++) {
            int number = number(of[at]);
            if (size > limit) {
                close(before);
                return null;
            }
            numbers[at] = number;
        }
        return numbers;
    }

    private void close(int kept) {
        open = false;
        size = kept;
        words = Arrays.copyOf(words, kept);
        places = new int[0];
    }

    private int number(long word) {
        int mask = places.length - 1;
        int place = place(word);
        while (places[place] != 0) {
            int number = places[place] - 1;
            if (words[number] == word) {
                return number;
            }
            place = (place + 1) & mask;
        }
        if (size == words.length) {
            grow();
            return number(word);
        }
        words[size] = word;
        places[place] = ++size;
        return size - 1;
    }

    private int place(long word) {
        return (int) ((word * MULTIPLIER) >>> (Long.numberOfLeadingZeros(places.length) + 1));
    }

    private void grow() {
        words = Arrays.copyOf(words, words.length * 2);
        places = new int[places.length * 2];
        int mask = places.length - 1;
        for (int number = 0; number < size; number++) {
            int place = place(words[number]);
            while (places[place] != 0) {
                place = (place + 1) & mask;
            }
            places[place] = number + 1;
        }
    }
}
