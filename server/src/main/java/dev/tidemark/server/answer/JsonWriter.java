package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
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
        byte[] entry = name.jsonName();
        int comma = following ? 0 : 1;
        out.put(entry, comma, entry.length - comma);
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
        out.fillTo(JsonNumbers.whole(out.room(JsonNumbers.LONGEST), out.size(), number));
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
        out.fillTo(IsoInstants.write(out.room(IsoInstants.LONGEST), out.size(), microseconds));
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
                    item(list.element(), stored, item);
                    item = PackedBytes.skip(stored, item);
                }
                endList();
            }
        }
    }

    /**
     * Most features are numbers: they are written one behind the other where there is room for all, whatever they are.
     */
    @Override
    public void features(FeaturePlan plan, byte[] stored, int[] places, int first, int from, int behind) {
        byte[] bytes = out.room(plan.roomForNumbers());
        int at = out.size();
        for (int feature = 0; feature < plan.size(); feature++) {
            byte[] name = plan.label(feature).jsonName();
            int comma = following ? 0 : 1;
            following = true;
            System.arraycopy(name, comma, bytes, at, name.length - comma);
            at += name.length - comma;
            int place = places[first + feature];
            int end =
                    place == 0 ? nothing(bytes, at) : JsonNumbers.stored(bytes, at, plan.type(feature), stored, place);
            if (end == 0) {
                out.fillTo(at);
                following = false;
                feature(plan.type(feature), stored, place);
                bytes = out.room(plan.roomForNumbers());
                end = out.size();
            }
            at = end;
        }
        out.fillTo(at);
    }

    private static int nothing(byte[] bytes, int at) {
        System.arraycopy(NULL, 0, bytes, at, NULL.length);
        return at + NULL.length;
    }

    private void item(ScalarType type, byte[] stored, int at) {
        if (stored[at] == (byte) PackedBytes.NIL) {
            nothing();
        } else {
            scalar(type, stored, at);
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
            out.fillTo(ShortestDecimal.write(out.room(JsonNumbers.LONGEST), out.size(), value));
        } else {
            JsonText.quote(out, Float.toString(value));
        }
    }

    private void decimal(double value) {
        separate();
        int end = JsonNumbers.decimal(out.room(JsonNumbers.LONGEST), out.size(), value);
        if (end > 0) {
            out.fillTo(end);
        } else {
            JsonText.quote(out, Double.toString(value));
        }
    }
}
