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

    /** The 64 digits of one text. */
    public static String of(String text) {
        return new Sha256().add(text).digits();
    }

    /** Adds a text right behind the ones before; callers separate texts where that matters. */
    public Sha256 add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The 64 digits of all that was added; the next text begins anew. */
    public String digits() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
