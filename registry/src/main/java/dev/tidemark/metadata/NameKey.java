package dev.tidemark.metadata;

import dev.tidemark.digest.Sha256;

/**
 * The key under which something is noted whose name comes from outside and may be of any length, such as an online
 * store or an output. A name that is longer than the column is cut off, and a digest of all of it tells it from others
 * that begin the same.
 */
public final class NameKey {
    /** Of the columns. */
    private static final int MOST = 200;

    private static final String CUT = " ... sha256:";
    private static final int DIGEST = 64;

    private NameKey() {}

    public static String of(String name) {
        return name.length() <= MOST ? name : name.substring(0, MOST - CUT.length() - DIGEST) + CUT + Sha256.of(name);
    }
}
