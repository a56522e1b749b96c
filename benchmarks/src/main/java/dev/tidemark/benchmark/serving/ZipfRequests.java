package dev.tidemark.benchmark.serving;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Random;
import java.util.RandomAccess;

/**
 * Requests for one entity each, few of them often and most of them hardly ever: the n-th is asked for in proportion to
 * n^-0.99. So many that their bytes are made when they are sent.
 */
final class ZipfRequests extends AbstractList<byte[]> implements RandomAccess {
    private static final double EXPONENT = 0.99;
    private static final int REQUESTS = 1 << 18;

    /** A number of each length that an entity has. */
    private static final int[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000};

    /** By the length of an entity's number, the request for one, and where its number stands. */
    private final byte[][] byLength = new byte[POWERS.length + 1][];

    private final int[] idAt = new int[POWERS.length + 1];
    private final int[] entities = new int[REQUESTS];

    ZipfRequests(ServedLoad load) {
        double[] upTo = new double[load.entities()];
        double sum = 0;
        for (int rank = 0; rank < upTo.length; rank++) {
            sum += Math.pow(rank + 1, -EXPONENT);
            upTo[rank] = sum;
        }
        for (int length = 1; length < byLength.length; length++) {
            byte[] question = load.question(POWERS[length - 1]);
            byLength[length] = LoadGenerator.post("/features/online", "application/json", question);
            idAt[length] = byLength[length].length - question.length + load.idAt();
        }
        Random random = new Random(REQUESTS);
        for (int request = 0; request < REQUESTS; request++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            entities[request] = Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
        }
    }

    /** As cheap as a copy: what the generator does between two requests is on the machine that is measured. */
    @Override
    public byte[] get(int index) {
        byte[] id = Integer.toString(entities[index]).getBytes(StandardCharsets.US_ASCII);
        byte[] request = byLength[id.length].clone();
        System.arraycopy(id, 0, request, idAt[id.length], id.length);
        return request;
    }

    @Override
    public int size() {
        return REQUESTS;
    }
}
