package dev.tidemark.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts as UTF-8, in lower-case hexadecimal. Not thread-safe. */
public final class Sha256 {
    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Returns the 64 digits of one text's digest. */
    public static String of(String text) {
        return new Sha256().add(text).digits();
    }

    /** Appends a text to the digest's input; callers add a separator between texts if it matters. */
    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Returns the 64 digits for all added texts and starts a new digest. */
    public String digits() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
