package dev.tidemark.pointintime.spark;

import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Conversions between Java's lists and Scala's sequences. */
public final class Sequences {
    private Sequences() {}

    public static <T> List<T> list(Seq<? extends T> sequence) {
        return new ArrayList<>(CollectionConverters.asJava(sequence));
    }

    public static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    public static <T> Seq<T> withFirst(T first, Seq<T> rest) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(list(rest));
        return seq(all);
    }

    public static <T> Seq<T> rest(Seq<T> sequence) {
        List<T> all = list(sequence);
        return seq(all.subList(1, all.size()));
    }
}
