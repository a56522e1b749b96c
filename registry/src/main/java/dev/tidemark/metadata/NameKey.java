package dev.tidemark.metadata;

import dev.tidemark.digest.Sha256;

/**
 * Makes keys of names that come from outside and may have any length, such as those of online stores or outputs. A name
 * that is longer than the column is cut off, and a digest of the whole name distinguishes it from others with the same
 * beginning.
 */
public final class NameKey {
    /** The width of the columns. */
    private static final int MOST = 200;

    private static final String CUT = " ... sha256:";
    private static final int DIGEST = 64;

    private NameKey() {}

    public static String of(String name) {
        return name.length() <= MOST ? name : name.substring(0, MOST - CUT.length() - DIGEST) + CUT + Sha256.of(name);
    }
}
