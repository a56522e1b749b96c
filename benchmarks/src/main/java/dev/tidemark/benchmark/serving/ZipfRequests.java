package dev.tidemark.benchmark.serving;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Random;
import java.util.RandomAccess;

/**
 * Requests for one entity each, few of them often and most of them hardly ever: the n-th is asked for in proportion to n^-0.99. So
 * many that their bytes are made when they are sent.
 */
final class ZipfRequests extends AbstractList<byte[]> implements RandomAccess {
    private static final double EXPONENT = 0.99;
    private static final int REQUESTS = 1 << 18;

    private final ServedLoad load;
    private final int[] entities = new int[REQUESTS];

    ZipfRequests(ServedLoad load) {
        this.load = load;
        double[] upTo = new double[load.entities()];
        double sum = 0;
        for (int rank = 0; rank < upTo.length; rank++) {
            sum += Math.pow(rank + 1, -EXPONENT);
            upTo[rank] = sum;
        }
        Random random = new Random(REQUESTS);
        for (int request = 0; request < REQUESTS; request++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            entities[request] = Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
        }
    }

    @Override
    public byte[] get(int index) {
        return LoadGenerator.post("/features/online", "application/json", load.question(entities[index]));
    }

    @Override
    public int size() {
        return REQUESTS;
    }
}
