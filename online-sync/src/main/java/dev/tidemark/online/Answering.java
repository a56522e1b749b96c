package dev.tidemark.online;

/**
 * How much of the online store can be read now.
 *
 * @param share of the keys, from 0 to 1
 * @param cause why it is not all, without anything that a stranger should not know; empty where it is
 * @param detail the same for the operator, with nodes and their own words
 */
public record Answering(double share, String cause, String detail) {
    public static final Answering ALL = new Answering(1, "", "");

    public static Answering nothing(String cause, String detail) {
        return new Answering(0, cause, detail);
    }
}
