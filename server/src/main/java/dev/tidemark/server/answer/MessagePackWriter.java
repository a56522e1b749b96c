package dev.tidemark.server.answer;

import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.ListType;
import dev.tidemark.feature.ScalarType;
import java.nio.charset.StandardCharsets;

/** Writes MessagePack: values as they are stored, instants as whole microseconds since the epoch. */
public final class MessagePackWriter implements AnswerWriter {
    private final ByteOutput out;

    public MessagePackWriter(ByteOutput out) {
        this.out = out;
    }

    @Override
    public void beginMap(int entries) {
        header(entries, 0x80, 0xde);
    }

    @Override
    public void beginList(int items) {
        header(items, 0x90, 0xdc);
    }

    private void header(int entries, int small, int wide) {
        if (entries < 16) {
            out.put(small | entries);
        } else if (entries < 1 << 16) {
            out.put(wide);
            out.bigEndian(entries, 2);
        } else {
            out.put(wide + 1);
            out.bigEndian(entries, 4);
        }
    }

    @Override
    public void endMap() {}

    @Override
    public void endList() {}

    @Override
    public void name(EncodedText name) {
        out.put(name.messagePack());
    }

    @Override
    public void name(String name) {
        text(name);
    }

    @Override
    public void text(EncodedText text) {
        out.put(text.messagePack());
    }

    @Override
    public void text(String text) {
        PackedText.put(out, text);
    }

    @Override
    public void number(long number) {
        if (number >= -32 && number < 128) {
            out.put((int) number);
        } else if (number == (short) number) {
            out.put(0xd1);
            out.bigEndian(number, 2);
        } else if (number == (int) number) {
            out.put(0xd2);
            out.bigEndian(number, 4);
        } else {
            out.put(0xd3);
            out.bigEndian(number, 8);
        }
    }

    @Override
    public void flag(boolean flag) {
        out.put(flag ? PackedBytes.TRUE : PackedBytes.TRUE - 1);
    }

    @Override
    public void nothing() {
        out.put(PackedBytes.NIL);
    }

    @Override
    public void instant(long microseconds) {
        number(microseconds);
    }

    @Override
    public void feature(FeatureType type, byte[] stored, int at) {
        switch (type) {
            case ScalarType scalar -> scalar(scalar, stored, at);
            case ListType list -> {
                beginList(PackedBytes.size(stored, at));
                int item = PackedBytes.content(stored, at);
                for (int left = PackedBytes.size(stored, at); left > 0; left--) {
                    item(list.element(), stored, item);
                    item = PackedBytes.skip(stored, item);
                }
            }
        }
    }

    /** In one copy, where the features are stored as they are answered. */
    @Override
    public void features(FeaturePlan plan, byte[] stored, int[] places, int first, int from, int end) {
        if (from > 0 && plan.isCopyOf(stored, places, first)) {
            out.put(stored, from, end - from);
            return;
        }
        for (int feature = 0; feature < plan.size(); feature++) {
            name(plan.label(feature));
            int place = places[first + feature];
            if (place == 0) {
                nothing();
            } else {
                feature(plan.type(feature), stored, place);
            }
        }
    }

    private void item(ScalarType type, byte[] stored, int at) {
        if (stored[at] == (byte) PackedBytes.NIL) {
            nothing();
        } else {
            scalar(type, stored, at);
        }
    }

    /** Copies what is well formed: a number beyond its type is no value, and text is UTF-8. */
    private void scalar(ScalarType type, byte[] stored, int at) {
        switch (type) {
            case INT32, INT64, TIMESTAMP -> number(PackedBytes.integer(stored, at));
            case STRING -> {
                int from = PackedBytes.content(stored, at);
                int length = PackedBytes.size(stored, at);
                if (JsonText.isAscii(stored, from, length)) {
                    out.put(stored, at, from + length - at);
                } else {
                    text(new String(stored, from, length, StandardCharsets.UTF_8));
                }
            }
            case FLOAT32 -> {
                out.put(0xca);
                out.bigEndian(Float.floatToRawIntBits((float) PackedBytes.decimal(stored, at)), 4);
            }
            case BOOL, FLOAT64, BYTES -> out.put(stored, at, PackedBytes.skip(stored, at) - at);
        }
    }
}
