package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import org.apache.spark.unsafe.array.LongArray;

/**
 * Finds a number for the bytes of an entity's keys. Open addressing with linear probing. A place holds all that a
 * lookup needs and no more, because cache misses cost more than everything else: a key of one word is in the place
 * itself; for a longer key the place holds its hash, and where {@link LongKeys} has the key. Not thread-safe while it
 * is filled.
 */
final class EntityPlaces {
    /** The words of a place: the name of the entity, and its number. */
    static final int WORDS = 2;

    private static final int NAME = 0;
    private static final int NUMBER = 1;

    /** The keys that are longer than a word. */
    interface LongKeys {
        /** Returns whether the key at an index is that of the entity. */
        boolean isAt(int index, EntityBytes entity);
    }

    private final LongArray words;
    private final int mask;

    /** @param words all zero, {@link #WORDS} for each of a power of two of places */
    EntityPlaces(LongArray words) {
        this.words = words;
        this.mask = (int) (words.size() / WORDS) - 1;
    }

    /** The name of a key that is longer than a word, at an index of {@link LongKeys}. */
    static long name(EntityBytes entity, int index) {
        return ((long) entity.hash() << 32) | index;
    }

    /** Returns whether one more entity would make half of the places full. */
    boolean isHalfFull(int entities) {
        return entities * 2 >= mask;
    }

    LongArray words() {
        return words;
    }

    /** The number of an entity; 0 for none. */
    long find(EntityBytes entity, LongKeys keys) {
        return numberAt(placeOf(entity, keys));
    }

    /** The number of an entity whose key is one word; 0 for none. */
    long find(long key, int hash) {
        return numberAt(placeOf(key, hash));
    }

    /** Reads the first place of a hash. */
    long touch(int hash) {
        return words.get((hash & mask) * WORDS);
    }

    long numberAt(int place) {
        return words.get(place + NUMBER);
    }

    /** Fills a place, which {@link #placeOf} found empty. */
    void fill(int place, long name, long number) {
        words.set(place + NAME, name);
        words.set(place + NUMBER, number);
    }

    /** The place of an entity, or the empty place where it would be. */
    int placeOf(EntityBytes entity, LongKeys keys) {
        int hash = entity.hash();
        if (entity.isWord()) {
            return placeOf(entity.word(), hash);
        }
        for (int number = hash & mask; ; number = (number + 1) & mask) {
            int place = number * WORDS;
            if (numberAt(place) == 0 || isNamed(words.get(place + NAME), entity, hash, keys)) {
                return place;
            }
        }
    }

    private int placeOf(long key, int hash) {
        for (int number = hash & mask; ; number = (number + 1) & mask) {
            int place = number * WORDS;
            if (words.get(place + NAME) == key || numberAt(place) == 0) {
                return place;
            }
        }
    }

    /** Compares the hash, then the words. */
    private static boolean isNamed(long name, EntityBytes entity, int hash, LongKeys keys) {
        return (int) (name >>> 32) == hash && keys.isAt((int) name, entity);
    }

    /**
     * Copies all entities to more places.
     *
     * @param larger as for the constructor
     * @param areWords whether the keys are of one word
     */
    EntityPlaces movedTo(LongArray larger, boolean areWords) {
        EntityPlaces moved = new EntityPlaces(larger);
        for (int place = 0; place < words.size(); place += WORDS) {
            if (numberAt(place) != 0) {
                long name = words.get(place + NAME);
                moved.fill(
                        moved.emptyPlaceFor(areWords ? EntityBytes.hash(name) : (int) (name >>> 32)),
                        name,
                        numberAt(place));
            }
        }
        return moved;
    }

    private int emptyPlaceFor(int hash) {
        int number = hash & mask;
        while (numberAt(number * WORDS) != 0) {
            number = (number + 1) & mask;
        }
        return number * WORDS;
    }

    /** Replaces the number n of each entity, from 1, by the range n - 1 of an array. */
    void numberByRange(LongArray ranges) {
        for (int place = 0; place < words.size(); place += WORDS) {
            long number = numberAt(place);
            if (number != 0) {
                words.set(place + NUMBER, ranges.get((int) number - 1));
            }
        }
    }
}
