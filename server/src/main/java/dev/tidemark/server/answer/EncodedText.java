package dev.tidemark.server.answer;

/** A text that is written often: its bytes in each format are made once. Immutable. */
public final class EncodedText {
    private final byte[] json;
    private final byte[] jsonName;
    private final byte[] messagePack;

    public EncodedText(String text) {
        ByteOutput out = new ByteOutput(text.length() + 8);
        JsonText.quote(out, text);
        json = out.toBytes();
        out.clear();
        out.put(',');
        out.put(json);
        out.put(':');
        jsonName = out.toBytes();
        out.clear();
        PackedText.put(out, text);
        messagePack = out.toBytes();
    }

    byte[] json() {
        return json;
    }

    /** As the name of an entry that follows another: between a comma and a colon. */
    byte[] jsonName() {
        return jsonName;
    }

    byte[] messagePack() {
        return messagePack;
    }
}
