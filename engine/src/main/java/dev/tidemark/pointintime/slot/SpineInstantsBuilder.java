package dev.tidemark.pointintime.slot;

import dev.tidemark.pointintime.row.EntityBytes;
import java.util.Arrays;
import org.apache.spark.unsafe.Platform;

/**
 * Builds {@link SpineInstants}: numbers the entities as they arrive, then groups their instants, sorts them and drops
 * repetitions.
 */
public final class SpineInstantsBuilder {
    private static final int SMALLEST = 1024;

    private final int keys;
    private long[] words = new long[SMALLEST * EntityPlaces.WORDS];
    private EntityPlaces places = new EntityPlaces(SpineInstants.array(words));
    private long[] longKeys = new long[0];
    private int longKeysEnd;
    private int[] counts = new int[SMALLEST];
    private int entities;
    private final int[] entityOfRow;
    private final long[] instantOfRow;
    private int rows;

    public SpineInstantsBuilder(int keys, int rows) {
        this.keys = keys;
        this.entityOfRow = new int[rows];
        this.instantOfRow = new long[rows];
    }

    public void add(EntityBytes entity, long instant) {
        int number = numberOf(entity);
        counts[number]++;
        entityOfRow[rows] = number;
        instantOfRow[rows] = instant;
        rows++;
    }

    /** While the table is built, a place holds the entity's number, from 1, where its range will be. */
    private int numberOf(EntityBytes entity) {
        int place = places.placeOf(entity, this::isKey);
        long found = places.numberAt(place);
        if (found != 0) {
            return (int) found - 1;
        }
        if (places.isHalfFull(entities)) {
            words = new long[words.length * 2];
            places = places.movedTo(SpineInstants.array(words), entity.isWord());
            place = places.placeOf(entity, this::isKey);
        }
        if (entities == counts.length) {
            counts = Arrays.copyOf(counts, counts.length * 2);
        }
        places.fill(place, entity.isWord() ? entity.word() : nameOf(entity), ++entities);
        return entities - 1;
    }

    private boolean isKey(int at, EntityBytes entity) {
        return SpineInstants.isKey(longKeys, at, entity);
    }

    private long nameOf(EntityBytes entity) {
        int words = entity.length() / 8;
        int at = longKeysEnd;
        longKeysEnd += words + 1;
        if (longKeysEnd > longKeys.length) {
            longKeys = Arrays.copyOf(longKeys, Math.max(longKeys.length * 2, longKeysEnd + SMALLEST));
        }
        longKeys[at] = words;
        Platform.copyMemory(
                entity.bytes(),
                Platform.BYTE_ARRAY_OFFSET,
                longKeys,
                Platform.LONG_ARRAY_OFFSET + 8L * (at + 1),
                entity.length());
        return EntityPlaces.name(entity, at);
    }

    public SpineInstants build() {
        long[] instants = new long[rows];
        int[] ends = new int[entities];
        for (int entity = 1; entity < entities; entity++) {
            ends[entity] = ends[entity - 1] + counts[entity - 1];
        }
        for (int row = 0; row < rows; row++) {
            instants[ends[entityOfRow[row]]++] = instantOfRow[row];
        }
        long[] ranges = new long[entities];
        int kept = 0;
        for (int entity = 0; entity < entities; entity++) {
            int start = kept;
            kept = keepDistinct(instants, ends[entity] - counts[entity], ends[entity], kept);
            ranges[entity] = Slots.range(start, kept - start);
        }
        places.numberByRange(SpineInstants.array(ranges));
        return new SpineInstants(keys, words, Arrays.copyOf(longKeys, longKeysEnd), Arrays.copyOf(instants, kept));
    }

    /**
     * Sorts a part of the instants and moves the distinct ones to the end of those kept so far; returns the new end.
     */
    private static int keepDistinct(long[] instants, int start, int end, int keptEnd) {
        Arrays.sort(instants, start, end);
        int kept = keptEnd;
        for (int at = start; at < end; at++) {
            if (at == start || instants[at] != instants[at - 1]) {
                instants[kept++] = instants[at];
            }
        }
        return kept;
    }
}
