package dev.tidemark.syncposition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The key under which an online store is noted: its name, which comes from the configuration and may be of any length. A name that is
 * longer than the column is cut off, and a digest of all of it tells it from others that begin the same.
 */
final class TargetKey {
    /** Of the columns. */
    private static final int MOST = 200;

    private static final String CUT = " ... sha256:";
    private static final int DIGEST = 64;

    private TargetKey() {}

    static String of(String target) {
        return target.length() <= MOST
                ? target
                : target.substring(0, MOST - CUT.length() - DIGEST) + CUT + digest(target);
    }

    private static String digest(String target) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(target.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
