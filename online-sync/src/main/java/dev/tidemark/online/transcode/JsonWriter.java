package dev.tidemark.online.transcode;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.time.Microseconds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writes JSON. Numbers that JSON has not are strings, bytes are Base64, instants are ISO 8601. */
public final class JsonWriter implements AnswerWriter {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private static final long MICROS_PER_SECOND = 1_000_000;

    /** How a feature's value of type TIMESTAMP is written. */
    public enum Instants {
        /** ISO 8601. */
        TEXT,
        /** Whole seconds since the epoch, rounded towards the past. */
        SECONDS
    }

    private final ByteOutput out;
    private final Instants instants;
    private boolean following;

    public JsonWriter(ByteOutput out) {
        this(out, Instants.TEXT);
    }

    public JsonWriter(ByteOutput out, Instants instants) {
        this.out = out;
        this.instants = instants;
    }

    @Override
    public void beginMap(int entries) {
        open('{');
    }

    @Override
    public void endMap() {
        out.put('}');
        following = true;
    }

    @Override
    public void beginList(int items) {
        open('[');
    }

    @Override
    public void endList() {
        out.put(']');
        following = true;
    }

    private void open(char bracket) {
        separate();
        out.put(bracket);
        following = false;
    }

    private void separate() {
        if (following) {
            out.put(',');
        }
        following = true;
    }

    @Override
    public void name(EncodedText name) {
        separate();
        out.put(name.json());
        out.put(':');
        following = false;
    }

    @Override
    public void name(String name) {
        separate();
        JsonText.quote(out, name);
        out.put(':');
        following = false;
    }

    @Override
    public void text(EncodedText text) {
        separate();
        out.put(text.json());
    }

    @Override
    public void text(String text) {
        separate();
        JsonText.quote(out, text);
    }

    @Override
    public void number(long number) {
        separate();
        JsonNumbers.whole(out, number);
    }

    @Override
    public void flag(boolean flag) {
        separate();
        out.ascii(flag ? "true" : "false");
    }

    @Override
    public void nothing() {
        separate();
        out.put(NULL);
    }

    @Override
    public void instant(long microseconds) {
        separate();
        out.put('"');
        out.ascii(Microseconds.toInstant(microseconds).toString());
        out.put('"');
    }

    @Override
    public void feature(FeatureType type, byte[] stored, int at) {
        switch (type) {
            case ScalarType scalar -> scalar(scalar, stored, at);
            case ListType list -> {
                beginList(0);
                int item = PackedBytes.content(stored, at);
                for (int left = PackedBytes.size(stored, at); left > 0; left--) {
                    scalar(list.element(), stored, item);
                    item = PackedBytes.skip(stored, item);
                }
                endList();
            }
        }
    }

    private void scalar(ScalarType type, byte[] stored, int at) {
        switch (type) {
            case BOOL -> flag(stored[at] == (byte) PackedBytes.TRUE);
            case INT32, INT64 -> number(PackedBytes.integer(stored, at));
            case TIMESTAMP -> {
                long microseconds = PackedBytes.integer(stored, at);
                switch (instants) {
                    case TEXT -> instant(microseconds);
                    case SECONDS -> number(Math.floorDiv(microseconds, MICROS_PER_SECOND));
                }
            }
            case FLOAT32 -> decimal((float) PackedBytes.decimal(stored, at));
            case FLOAT64 -> decimal(PackedBytes.decimal(stored, at));
            case STRING -> {
                separate();
                JsonText.quote(out, stored, PackedBytes.content(stored, at), PackedBytes.size(stored, at));
            }
            case BYTES -> {
                separate();
                int from = PackedBytes.content(stored, at);
                out.put('"');
                out.put(Base64.getEncoder()
                        .encode(Arrays.copyOfRange(stored, from, from + PackedBytes.size(stored, at))));
                out.put('"');
            }
        }
    }

    private void decimal(float value) {
        separate();
        if (Float.isFinite(value)) {
            out.ascii(Float.toString(value));
        } else {
            JsonText.quote(out, Float.toString(value));
        }
    }

    private void decimal(double value) {
        separate();
        if (Double.isFinite(value)) {
            JsonNumbers.decimal(out, value);
        } else {
            JsonText.quote(out, Double.toString(value));
        }
    }
}
