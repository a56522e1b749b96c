package dev.tidemark.pointintime.slot;

import java.util.ArrayList;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Between Java's lists and Scala's sequences. */
final class Sequences {
    private Sequences() {}

    static <T> List<T> list(Seq<? extends T> sequence) {
        return new ArrayList<>(CollectionConverters.asJava(sequence));
    }

    static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    static <T> Seq<T> withFirst(T first, Seq<T> rest) {
        List<T> all = new ArrayList<>();
        all.add(first);
        all.addAll(list(rest));
        return seq(all);
    }

    static <T> Seq<T> rest(Seq<T> sequence) {
        List<T> all = list(sequence);
        return seq(all.subList(1, all.size()));
    }
}
